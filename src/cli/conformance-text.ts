import { plainName, textTable, wrapped, type TextColumn } from '../analysis/verdict/text-table.js';
import type { LocatedDifference } from '../conformance/compare-lines.js';
import type { FileResult } from '../conformance/runner/run-conformance.js';
import type { ConformanceTotal } from './conformance.js';

const WIDTH = 80;
const COUNTS: readonly TextColumn[] = [6, 9, 9, 9].map((width) => ({ width, align: 'right' as const }));
/** What the counts and the spaces between columns leave. */
const NAME_WIDTH = WIDTH - COUNTS.reduce((sum, { width }) => sum + width + 2, 0);
/** A value longer than this says no more than its beginning. */
const MAX_VALUE = 600;

/** First line of the table. */
export function headText(files: readonly string[]): string { return row(['', 'cases', 'decisions', 'equal', 'different'], files); }

/** A file's line, and its first difference below it. */
export function fileText({ file, cases, decisions, equal, differences, failure, badLines }: FileResult, files: readonly string[]): string {
  const counts = row([nameIn(file, files), ...[cases, decisions, equal, decisions - equal].map(grouped)], files);
  const [first] = differences;
  const notes = failure !== null || badLines.length > 0 ? wrapped('not read as a whole: see below', WIDTH, '    ').map((line) => `${line}\n`).join('') : '';
  return counts + (first === undefined ? '' : `${differenceText(first, aloneCommand(file, first.case))}\n`) + notes;
}

/** Last line of the table. */
export function totalText({ files, cases, decisions, equal, different }: ConformanceTotal, all: readonly string[]): string {
  return row([`${files} files`, ...[cases, decisions, equal, different].map(grouped)], all);
}

/** One case alone: everything that differs. */
export function caseText(results: readonly FileResult[]): string {
  return results.filter(({ cases }) => cases > 0).map(({ file, decisions, equal, differences }) => {
    const head = `${plainName(file)}: ${grouped(decisions)} decision${decisions === 1 ? '' : 's'}, ${grouped(equal)} equal, ${grouped(decisions - equal)} different\n`;
    return head + differences.map((difference) => `${differenceText(difference, null)}\n`).join('');
  }).join('');
}

function differenceText({ case: id, line, decision, plugin, node, field, recorded, here }: LocatedDifference, command: string | null): string {
  const where = [
    `case ${id}${id === String(line) ? '' : ` (line ${line})`}`, decision, plugin === null ? '' : `plugin ${plugin}`, node === null ? '' : `node ${node}`, field,
  ].filter((part) => part !== '');
  return [
    ...wrapped(where.join(', '), WIDTH, '    '),
    ...value('recorded', recorded), ...value('here', here),
    ...(command === null ? [] : [`      ${plainName(command)}`]),
  ].join('\n');
}

/** A named value; its further lines stand below its first one. */
function value(name: string, text: string): string[] {
  const shown = text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
  return wrapped(shown, WIDTH, ' '.repeat(16)).map((line, i) => (i === 0 ? `      ${name.padEnd(10)}${line.slice(16)}` : line));
}

function row(cells: readonly string[], files: readonly string[]): string {
  const longest = Math.max(...files.map((file) => nameIn(file, files).length), 8);
  const width = Math.min(longest, NAME_WIDTH);
  return `${textTable([{ width, align: 'left' }, ...COUNTS], [cells])[0]!}\n`;
}

/** A file without the folders that all files share, cut from the left where it is too long. */
function nameIn(file: string, files: readonly string[]): string {
  const shared = files.length < 2 ? file.lastIndexOf('/') + 1 : sharedFolder(files);
  const name = file.slice(shared);
  if (name.length <= NAME_WIDTH) return name;
  const end = name.slice(name.length - NAME_WIDTH + 1);
  // The cut is made between folders where that leaves the file's name whole.
  return `…${end.includes('/') ? end.slice(end.indexOf('/')) : end}`;
}

/** Length of the longest folder, with its slash, that all files lie in. */
function sharedFolder(files: readonly string[]): number {
  const [first = ''] = files;
  let length = first.lastIndexOf('/') + 1;
  for (const file of files) while (!file.startsWith(first.slice(0, length))) length = first.lastIndexOf('/', length - 2) + 1;
  return length;
}

function grouped(count: number): string { return String(count).replace(/\B(?=(\d{3})+$)/g, ','); }

/** The command that shows a case alone. */
export function aloneCommand(file: string, id: string): string { return `seatrial conformance ${shellWord(file)} --case ${shellWord(id)}`; }

/** A word as a shell takes it. */
function shellWord(text: string): string { return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll('\'', '\'\\\'\'')}'`; }
