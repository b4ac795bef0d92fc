// What tests read out of the documentation: fenced blocks, files that a page tells to save, and commands.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../shared.js';

/** A fenced block, with the file name of the comment `<!-- file: NAME -->` above it, if there is one. */
export interface Block { readonly language: string; readonly file: string | null; readonly text: string; readonly line: number }

/** A command of a page; the comment behind it tells the exit code: `seatrial gate results/head   # exit 1`. */
export interface Command { readonly args: readonly string[]; readonly exit: number; readonly line: number }

export function readPage(name: string): string { return readFileSync(path.join(repositoryRoot, 'docs', name), 'utf8'); }

export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/(?:<!-- file: (\S+) -->\n+)?^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, file, language, text], i, all) => ({
    language: language!, file: file ?? null, text: text!, line: page.slice(0, all[i]!.index).split('\n').length,
  }));
}

/** Lines of `sh` blocks that begin with `seatrial`, without quoted arguments; those with a redirection are left out. */
export function commandsOf(page: string): Command[] {
  return blocksOf(page).filter(({ language }) => language === 'sh').flatMap(({ text, line }) => text.split('\n').flatMap((written, i) => {
    const found = /^seatrial ([^#>|]*?)\s*(?:#.*?exit (\d+).*)?(?:#.*)?$/.exec(written);
    return found === null ? [] : [{ args: found[1]!.split(/\s+/), exit: Number(found[2] ?? 0), line: line + 1 + i }];
  }));
}
