import type { Manifest } from '../../harness/store/manifest.js';
import type { CellRecord } from '../../harness/store/record.js';
import type { Cell } from '../cells.js';

/** What stands between two cells, on which side, and what to do about it. */
export interface Obstacle { readonly side: 'base' | 'head'; readonly message: string }

/** Why a cell cannot be found on the other side, where nothing better is known. */
const MISSING = 'the cell is missing';

/**
 * Why two cells cannot be compared; null when they can.
 *
 * @param modules  `kind/name` of algorithms that users brought: their change is what is being compared, so their
 *   revisions may differ
 * @param absence  why the cells of base are not there
 */
export function obstacleBetween(
  base: Cell | undefined, head: Cell | undefined, modules: ReadonlySet<string>, absence = MISSING,
): Obstacle | null {
  if (head === undefined) return { side: 'head', message: MISSING };
  if (base === undefined) return { side: 'base', message: absence };
  const broken = failureOf(base.record, 'base') ?? failureOf(head.record, 'head');
  if (broken !== null) return broken;
  return cutOff(base.record, head.record) ?? otherMeasurement(base.record, head.record, modules);
}

/** Names of the algorithms that came from users' modules, as the revisions of a record spell them. */
export function moduleAlgorithms(...manifests: readonly Manifest[]): Set<string> {
  return new Set(manifests.flatMap(({ algorithms }) => (
    algorithms.filter(({ module }) => module !== null).map(({ kind, name }) => `${kind}/${name}`)
  )));
}

/** Outcome and reason in a few words. */
export function outcomeText(record: CellRecord): string {
  const { outcome, reason } = record;
  if (reason === null) return outcome;
  return `${outcome}${reason.kind === '' ? '' : ` (${reason.kind})`}: ${reason.message}`;
}

function failureOf(record: CellRecord, side: Obstacle['side']): Obstacle | null {
  switch (record.outcome) {
    case 'crashed':
    case 'violated':
    case 'rejected': return { side, message: outcomeText(record) };
    // A replay in which a disturbance never settled measured everything else in full.
    case 'completed':
    case 'did-not-converge':
    case 'deadline-exceeded': return null;
  }
}

/** Two replays cut off at the same deadline measured the same span; one of two did not. */
function cutOff(base: CellRecord, head: CellRecord): Obstacle | null {
  if ((base.outcome === 'deadline-exceeded') === (head.outcome === 'deadline-exceeded')) return null;
  const side = base.outcome === 'deadline-exceeded' ? 'base' : 'head';
  return { side, message: 'the replay was cut off at its deadline, the other was not' };
}

function otherMeasurement(base: CellRecord, head: CellRecord, modules: ReadonlySet<string>): Obstacle | null {
  if (base.schema !== head.schema) {
    return { side: 'base', message: `result schema ${base.schema}, head has ${head.schema}: run base again` };
  }
  if (base.workloadHash !== head.workloadHash) {
    return { side: 'head', message: 'another workload than base: scenario, input files or seeds have changed' };
  }
  for (const [algorithm, revision] of Object.entries(head.revisions)) {
    const before = base.revisions[algorithm];
    if (before !== undefined && before !== revision && !modules.has(algorithm)) {
      return { side: 'base', message: `${algorithm} has revision ${before}, head has ${revision}: run base again` };
    }
  }
  return null;
}

/** Whether a disturbance of the cell never settled, so that its convergence times are known only from below. */
export function isCensored(record: CellRecord): boolean {
  return record.convergences.some(({ settledSeconds }) => settledSeconds === null);
}
