import { invariant } from '../../base/invariant.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import type { PodColumns } from '../demand.js';

export interface TuneOptions {
  /** Demand to reach, as a fraction of `capacityMilli`; 1.3 = 130 %. */
  readonly fill: number;
  /** Device capacity of the cluster, milli-devices. */
  readonly capacityMilli: number;
  /** Draws the clones, or the pods to leave out. */
  readonly stream: RandomStream;
}

/**
 * Grows or thins a list of pods until it demands `fill` of the cluster's devices.
 *
 * Too little demand: clones of pods drawn uniformly (with replacement, from the list as given) are appended until the
 * next one would go beyond the target. That test counts one device of the candidate only, as the original does, so that
 * a pod of 8 devices may overshoot by up to 7,000 milli. Too much: uniformly drawn pods leave until the target is kept.
 *
 * @param rows  source rows in order of arrival
 * @returns source rows in order of arrival; a clone repeats the row of its original
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023; its simulator (8f3d641), workload tuning.
 */
export function tunePods(columns: PodColumns, rows: Int32Array, options: TuneOptions): Int32Array {
  const { fill, capacityMilli, stream } = options;
  const target = fill * capacityMilli;
  let demand = 0;
  for (const row of rows) demand += demandOf(columns, row);
  invariant(target > 0 && demand > 0, `a fill needs devices on both sides: the cluster has ${capacityMilli} milli, the pods want ${demand}`);
  if (demand === target) return rows;
  return demand > target ? thinned(columns, rows, { demand, target, stream }) : grown(columns, rows, { demand, target, stream });
}

interface Tuning { demand: number; readonly target: number; readonly stream: RandomStream }

function grown(columns: PodColumns, rows: Int32Array, tuning: Tuning): Int32Array {
  const clones: number[] = [];
  for (;;) {
    const row = rows[tuning.stream.below(rows.length)]!;
    if (tuning.demand + columns.deviceMilli[row]! > tuning.target) break;
    tuning.demand += demandOf(columns, row);
    clones.push(row);
  }
  const all = new Int32Array(rows.length + clones.length);
  all.set(rows);
  all.set(clones, rows.length);
  return all;
}

function thinned(columns: PodColumns, rows: Int32Array, tuning: Tuning): Int32Array {
  const left = [...rows];
  while (tuning.demand > tuning.target) {
    const [row] = left.splice(tuning.stream.below(left.length), 1);
    tuning.demand -= demandOf(columns, row!);
  }
  return Int32Array.from(left);
}

function demandOf(columns: PodColumns, row: number): number {
  return columns.deviceCount[row]! * columns.deviceMilli[row]!;
}
