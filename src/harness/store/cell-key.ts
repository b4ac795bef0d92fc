import type { CellId } from '../../replay/plan.js';

/** A cell's identity as one text, for maps and messages: `suite/scenario/variant/point/seed`. */
export function cellKey(id: CellId): string {
  // The parts are escaped, so that no two identities share a text.
  return [id.suite, id.scenario, id.variant, id.point, String(id.seed)].map(encodeURIComponent).join('/');
}

/** A cell's identity for people. */
export function describeCell(id: CellId): string {
  const point = id.point === '' ? '' : `, ${id.point}`;
  return `${id.scenario}: ${id.variant}${point}, seed ${id.seed}`;
}
