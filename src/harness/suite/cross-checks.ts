import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import type { Locator } from './issues.js';

/**
 * Rules between parts of a scenario, checked on its raw data so that they are reported together with the schema's
 * problems: files exist, gates name variants, a recorded time keeps the recorded order.
 */
export function checkScenario(data: unknown, folder: string, locator: Locator): Problem[] {
  return [...checkFiles(data, folder, locator), ...checkTimes(data, locator), ...checkGates(data, locator), ...checkWorkload(data, locator)];
}

type Path = readonly PropertyKey[];

function checkFiles(data: unknown, folder: string, locator: Locator): Problem[] {
  const files: { file: string; at: Path }[] = [];
  const collect = (value: unknown, at: Path): void => {
    if (typeof value === 'string') files.push({ file: value, at });
    else if (Array.isArray(value)) value.forEach((item, index) => collect(item, [...at, index]));
  };
  for (const [entry, at] of [...entriesOf(data, ['cluster', 'nodes']), ...entriesOf(data, ['workload'])]) {
    collect(member(member(entry, 'trace'), 'file'), [...at, 'trace', 'file']);
    collect(member(entry, 'manifests'), [...at, 'manifests']);
    collect(member(member(entry, 'headroom'), 'pod'), [...at, 'headroom', 'pod']);
  }
  const dump = member(member(data, 'cluster'), 'dump');
  collect(dump, ['cluster', 'dump']);
  collect(member(dump, 'file'), ['cluster', 'dump', 'file']);
  return files.filter(({ file }) => !existsSync(path.resolve(folder, file))).map(({ file, at }) => ({
    code: 'SCN030', message: `there is no file "${file}"`, ...locator.place(at, 'value'), hint: 'paths in a scenario start at the scenario file',
  }));
}

/** A shuffled or tuned list has no meaningful creation times. */
function checkTimes(data: unknown, locator: Locator): Problem[] {
  return entriesOf(data, ['workload']).flatMap(([entry, at]): Problem[] => {
    const trace = member(entry, 'trace');
    const times = member(trace, 'times') ?? 'recorded';
    if (trace === undefined || times !== 'recorded') return [];
    const conflict = member(trace, 'order') === 'shuffled' ? 'order' : member(trace, 'fill') === undefined ? null : 'fill';
    if (conflict === null) return [];
    return [{
      code: 'SCN031', message: `"${conflict}" changes the list of pods, so recorded times do not apply`,
      ...locator.place([...at, 'trace', conflict], 'key'), hint: 'add "times: one-by-one": each pod is submitted when the one before is decided',
    }];
  });
}

/** Something must happen: pods of a workload, or those of a dump. */
function checkWorkload(data: unknown, locator: Locator): Problem[] {
  if (member(data, 'workload') !== undefined || member(member(data, 'cluster'), 'dump') !== undefined) return [];
  return [{
    code: 'SCN003', message: 'missing key "workload"', ...locator.place([], 'key'),
    hint: 'a list of trace, manifests, synthetic or headroom',
  }];
}

function checkGates(data: unknown, locator: Locator): Problem[] {
  const gates = member(data, 'gates');
  const variants = Object.keys((member(data, 'variants') as object | undefined) ?? {});
  if (!Array.isArray(gates)) return [];
  return gates.flatMap((gate: unknown, index): Problem[] => {
    const problems: Problem[] = [];
    for (const [key, allowed] of [['variant', ['*', ...variants]], ['versus', ['baseline', ...variants]]] as const) {
      const named = member(gate, key);
      if (typeof named !== 'string' || allowed.includes(named)) continue;
      const near = suggest(named, allowed);
      problems.push({
        code: 'SCN021', message: `unknown variant "${named}", expected one of ${allowed.join(', ')}`,
        ...locator.place(['gates', index, key], 'value'), ...(near === null ? {} : { hint: `did you mean "${near}"?` }),
      });
    }
    return problems;
  });
}

/** Entries of a list, or the one entry that stands for a list, with their paths. */
function entriesOf(data: unknown, at: Path): (readonly [unknown, Path])[] {
  let value = data;
  for (const key of at) value = member(value, String(key));
  if (Array.isArray(value)) return value.map((entry, index) => [entry, [...at, index]] as const);
  return value === undefined ? [] : [[value, at] as const];
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined;
}
