import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, repositoryRoot } from './shared.js';

const sources = [...filesUnder('src'), ...filesUnder('test')]
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ name: file, text: readFileSync(path.join(repositoryRoot, file), 'utf8') }));

describe('source files', () => {
  const RULES: readonly (readonly [string, RegExp])[] = [
    ['trailing spaces or tabs', /[ \t]+$|\t/],
    ['a default export (but those that a tool asks for)', /^export default (?!class PlainReporter|defineConfig)/],
    ['the type any', /^[^'"`*/]*[:<]\s*any\b/],
    ['an enum', /^\s*(export )?(const )?enum\s/],
    ['a TODO', /\bTODO\b(?!')/],
    ['lines beyond 180 columns', /^.{181,}$/],
  ];

  it.each(RULES)('do not contain %s', (_what, pattern) => {
    const wrong = sources
      .filter(({ name }) => name !== 'test/tidy.test.ts' && !name.endsWith('.table.ts'))
      .flatMap(({ name, text }) => text.split('\n').flatMap((line, i) => pattern.test(line) ? [`${name}:${i + 1}`] : []));
    expect(wrong).toEqual([]);
  });

  it('have no name that says nothing', () => {
    const wrong = sources.filter(({ name }) => /(^|\/)(utils?|helpers?|common|misc|types)(\/|\.ts$)/.test(name));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('open with a comment, an import or an export that says what they are', () => {
    const wrong = sources.filter(({ text }) => !/^(#!|\/\/|\/\*\*|import |export )/.test(text));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

describe('the repository', () => {
  it('names no registry host in the lockfile', () => {
    const lock = readFileSync(path.join(repositoryRoot, 'package-lock.json'), 'utf8');
    expect(lock).not.toMatch(/"resolved":/);
  });

  it('narrows and skips no test', () => {
    const wrong = sources.filter(({ name }) => name !== 'test/tidy.test.ts')
      .filter(({ text }) => /\b(it|test|describe)\.(only|todo|skip)\(/.test(text));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('has no relative link in its documents that leads nowhere', () => {
    const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: repositoryRoot, encoding: 'utf8' }).trim().split('\n');
    const wrong = documents.flatMap((document) => {
      const text = readFileSync(path.join(repositoryRoot, document), 'utf8');
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, target]) => path.join(path.dirname(document), target!))
        .filter((target) => !existsInRepository(target))
        .map((target) => `${document} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });
});

function existsInRepository(target: string): boolean {
  return execFileSync('git', ['ls-files', '--', target], { cwd: repositoryRoot, encoding: 'utf8' }) !== '';
}
