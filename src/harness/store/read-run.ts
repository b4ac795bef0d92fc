import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ResultsError } from '../../base/errors.js';
import type { Manifest, RunInfo } from './manifest.js';
import { RESULT_SCHEMA, type CellRecord } from './record.js';
import { runPaths } from './run-paths.js';

/** A finished run, read back. */
export interface Run {
  readonly folder: string;
  readonly manifest: Manifest;
  /** All planned cells in order. */
  readonly cells: readonly CellRecord[];
  /** Wall time of each cell's replay in seconds, in the order of `cells`; empty when wall.csv is missing. */
  readonly wallSeconds: readonly number[];
}

/**
 * Reads a run folder.
 *
 * @throws ResultsError when the folder holds no finished run, files are torn or missing, or the schema is another
 */
export async function readRun(folder: string): Promise<Run> {
  const paths = runPaths(folder);
  const manifest = await readManifest(folder);
  if (manifest.schema !== RESULT_SCHEMA) {
    throw problem('RES012', paths.manifest, `result schema ${manifest.schema}, this version reads ${RESULT_SCHEMA}`,
      'run the scenario again with this version of seatrial');
  }
  const text = await readText(paths.cells);
  const lines = text.split('\n');
  if (lines.pop() !== '') throw torn(paths.cells, 'the last line is not complete');
  if (lines.length !== manifest.cellCount) {
    throw torn(paths.cells, `${lines.length} cells, the manifest names ${manifest.cellCount}`);
  }
  const cells = lines.map((line, index) => {
    try {
      return JSON.parse(line) as CellRecord;
    } catch {
      throw torn(paths.cells, `line ${index + 1} is not JSON`);
    }
  });
  return { folder, manifest, cells, wallSeconds: await readWall(paths.wall, cells.length) };
}

async function readManifest(folder: string): Promise<Manifest> {
  const paths = runPaths(folder);
  const text = await readFile(paths.manifest, 'utf8').catch(async () => {
    const unfinished = await readFile(paths.journal).then(() => true, () => false);
    throw unfinished
      ? problem('RES011', folder, 'this run is not finished', `finish it: seatrial run ... --out ${folder} --resume`)
      : problem('RES010', folder, 'no run here: manifest.json is missing', 'give the folder that "seatrial run --out" wrote');
  });
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (typeof manifest.schema === 'number') return manifest;
  } catch {
    // Told below, together with JSON that is no manifest.
  }
  throw torn(paths.manifest, 'this is not a manifest');
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => { throw torn(file, 'the file is missing or cannot be read'); });
}

/** wall.csv ends each cell with its `cell_wall_seconds`; the file is optional, for a run copied without it. */
async function readWall(file: string, count: number): Promise<number[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const seconds: number[] = [];
  for (const line of text.split('\n')) {
    const found = /,cell_wall_seconds,value,([^,]*),/.exec(line);
    if (found !== null) seconds.push(Number(found[1]));
  }
  return seconds.length === count ? seconds : [];
}

function torn(file: string, message: string): ResultsError {
  return problem('RES013', file, message, `write the derived files again: seatrial run ... --out ${path.dirname(file)} --resume`);
}

function problem(code: string, file: string, message: string, hint: string): ResultsError {
  return new ResultsError([{ code, message, place: { file }, hint }]);
}

/** Host and times of a run; null when run.json is missing or torn: it is for information alone. */
export async function readRunInfo(folder: string): Promise<RunInfo | null> {
  const text = await readFile(runPaths(folder).run, 'utf8').catch(() => null);
  try {
    return text === null ? null : JSON.parse(text) as RunInfo;
  } catch {
    return null;
  }
}
