import { cellName, valueKey, valueNames, valuesOf, type Cell, type CellGroup, type ValueName } from '../cells.js';
import { isCensored, obstacleBetween, type Obstacle } from './comparable.js';
import type { CellNote } from './verdict.js';

/** Equal seeds of two groups, and whatever stands in the way of comparing some. */
export interface Pairing {
  readonly pairs: readonly Pair[];
  /** Cells of both plans that cannot be compared: any of them stands in the way of all rows. */
  readonly obstacles: readonly CellNote[];
  /** The obstacles, and the seeds that only one of the runs planned. */
  readonly notes: readonly CellNote[];
  /** Names under which base or head has a value somewhere. */
  readonly names: readonly ValueName[];
}

interface Pair {
  readonly seed: number;
  readonly base: Side;
  readonly head: Side;
}

interface Side {
  readonly values: ReadonlyMap<string, number>;
  readonly censored: boolean;
  readonly decisionDigest: string;
}

/** Two values of one metric for one seed. */
export interface ValuePair { readonly seed: number; readonly base: number; readonly head: number }

/**
 * Pairs the cells of two groups by seed, over the seeds that both plans have.
 *
 * @param absence  why base has no cells, where that is known
 */
export function pairGroups(base: CellGroup, head: CellGroup, modules: ReadonlySet<string>, absence?: string): Pairing {
  const pairs: Pair[] = [];
  const obstacles: CellNote[] = [];
  const unplanned: CellNote[] = [];
  const note = (seed: number, { side, message }: Obstacle): CellNote => {
    const { scenario, variant, point } = side === 'base' ? base : head;
    return { scenario, variant, point, seed, side, message };
  };
  for (const seed of new Set([...head.seeds, ...base.seeds])) {
    if (!base.seeds.includes(seed)) unplanned.push(note(seed, { side: 'base', message: 'this seed was not planned' }));
    else if (!head.seeds.includes(seed)) unplanned.push(note(seed, { side: 'head', message: 'this seed was not planned' }));
    else {
      const [before, after] = [base.cells.get(seed), head.cells.get(seed)];
      const obstacle = obstacleBetween(before, after, modules, absence);
      if (obstacle === null) pairs.push({ seed, base: sideOf(before!), head: sideOf(after!) });
      else obstacles.push(note(seed, obstacle));
    }
  }
  const names = valueNames([...base.cells.values(), ...head.cells.values()]);
  return { pairs, obstacles, notes: [...obstacles, ...unplanned], names };
}

/**
 * The values of one metric, pair by pair.
 *
 * @returns the reason why not when a pair lacks one of them; null when no pair has either: the metric is not measured here
 */
export function pairedValues(pairing: Pairing, name: ValueName): readonly ValuePair[] | { readonly reason: string } | null {
  const { pairs, obstacles } = pairing;
  if (obstacles.length > 0) return { reason: firstOf(obstacles) };
  if (pairs.length === 0) return { reason: 'base and head have no seed in common' };
  const key = valueKey(name);
  const values: ValuePair[] = [];
  let absent = 0;
  for (const { seed, base, head } of pairs) {
    const [before, after] = [base.values.get(key), head.values.get(key)];
    if (isConvergenceTime(name) && (base.censored || head.censored)) {
      const side = head.censored ? 'head' : 'base';
      return { reason: `a disturbance never settled in ${side}, seed ${seed}: its time is unknown` };
    }
    if (before === undefined && after === undefined) absent++;
    else if (before === undefined || after === undefined) {
      return { reason: `${before === undefined ? 'base' : 'head'} has no value for seed ${seed}` };
    } else values.push({ seed, base: before, head: after });
  }
  if (values.length === 0) return null;
  return absent === 0 ? values : { reason: `${absent} of ${pairs.length} seeds have no value, too small a sample for the statistic` };
}

/** Times from a disturbance to its answer: unknown when it never came. */
export function isConvergenceTime({ metric, statistic }: ValueName): boolean {
  return (metric === 'convergence_settled_seconds' || metric === 'convergence_first_hit_seconds') && statistic !== 'count';
}

function firstOf(notes: readonly CellNote[]): string {
  const [note] = notes;
  const more = notes.length === 1 ? '' : `, and ${notes.length - 1} more`;
  return `${note!.side}, ${cellName(note!)}: ${note!.message}${more}`;
}

function sideOf(cell: Cell): Side {
  return { values: valuesOf(cell), censored: isCensored(cell.record), decisionDigest: cell.record.decisionDigest };
}
