import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { TraceError, type Problem } from '../../base/errors.js';

/** Problems shown of one file; more of the same do not help. */
const MAX_PROBLEMS = 20;

/**
 * One row of a table, with readers that check. A value that is not allowed is noted as a problem of the file and
 * answered by a harmless stand-in, so that every problem of a row comes out at once.
 */
export class TableRow {
  #cells: readonly string[] = [];
  line = 0;

  constructor(readonly header: readonly string[], readonly note: (line: number, message: string) => void) {}

  load(cells: readonly string[], line: number): void {
    this.#cells = cells;
    this.line = line;
  }

  has(column: string): boolean { return this.header.includes(column); }

  text(column: string): string { return this.#cells[this.header.indexOf(column)]!; }

  /** A text of at least one character. */
  name(column: string): string {
    const text = this.text(column);
    if (text === '') this.refuse(column, 'a name');
    return text;
  }

  /** A decimal integer from `min` to `max`. */
  integer(column: string, min: number, max: number): number {
    const text = this.text(column);
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    this.refuse(column, `an integer from ${min} to ${max}`);
    return min;
  }

  oneOf(column: string, allowed: readonly string[]): string {
    const text = this.text(column);
    if (!allowed.includes(text)) this.refuse(column, `one of ${allowed.join(', ')}`);
    return text;
  }

  /** Notes that `column` holds something else than `allowed` says. */
  refuse(column: string, allowed: string): void {
    const text = this.text(column);
    this.note(this.line, `${column} is ${text === '' ? 'empty' : `"${text}"`}, allowed is ${allowed}`);
  }
}

/**
 * Streams a CSV file with a header line through `onRow`.
 *
 * @param headers  the accepted header lines, column names in order
 * @returns number of rows read
 * @throws TraceError with every problem found (at most 20, then their number): TRC001 unreadable file, TRC002 header,
 *         TRC003 a row, TRC004 no CSV
 */
export async function readTable(
  file: string, headers: readonly (readonly string[])[], onRow: (row: TableRow) => void,
): Promise<number> {
  const problems: Problem[] = [];
  let problemCount = 0;
  let rowsRead = 0;
  const note = (line: number, message: string, code = 'TRC003'): void => {
    problemCount++;
    if (problems.length < MAX_PROBLEMS) problems.push({ code, message, place: { file, line } });
  };
  let row: TableRow | null = null;
  let badHeader: TraceError | null = null;
  const take = (cells: readonly string[], line: number): void => {
    if (row === null) {
      const header = headers.find((candidate) => candidate.join(',') === cells.join(','));
      if (header === undefined) throw badHeader = new TraceError([headerProblem(file, headers, cells)]);
      row = new TableRow(header, note);
      return;
    }
    rowsRead++;
    if (cells.length !== row.header.length) {
      note(line, `the row has ${cells.length} columns, the header ${row.header.length}: ${row.header.join(',')}`);
      return;
    }
    row.load(cells, line);
    onRow(row);
  };
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  try {
    await pipeline(createReadStream(file), parser, async (records: AsyncIterable<{ record: string[]; info: { lines: number } }>) => {
      for await (const { record, info } of records) take(record, info.lines);
    });
  } catch (error) {
    // A pipeline may answer with the abort that our own error caused, instead of that error.
    throw badHeader ?? asTraceError(error, file);
  }
  if (row === null) throw new TraceError([headerProblem(file, headers, [])]);
  if (problemCount > problems.length) {
    problems.push({ code: 'TRC003', message: `${problemCount - problems.length} more problems of this kind`, place: { file } });
  }
  if (problems.length > 0) throw new TraceError(problems);
  return rowsRead;
}

function headerProblem(file: string, headers: readonly (readonly string[])[], found: readonly string[]): Problem {
  return {
    code: 'TRC002',
    message: `the header is ${found.length === 0 ? 'missing' : `"${found.join(',')}"`}, allowed is ${headers.map((header) => `"${header.join(',')}"`).join(' or ')}`,
    place: { file, line: 1 },
  };
}

/** Adds the place to what the file system or the CSV parser says; anything else is not the user's and passes through. */
function asTraceError(error: unknown, file: string): unknown {
  if (error instanceof CsvError) {
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return new TraceError([{ code: 'TRC004', message: `not comma-separated values: ${error.message}`, place: { file, line } }]);
  }
  if (error instanceof Error && 'syscall' in error) {
    return new TraceError([{ code: 'TRC001', message: `the trace cannot be read: ${error.message}`, place: { file }, hint: 'paths in a scenario start at the scenario file' }]);
  }
  return error;
}
