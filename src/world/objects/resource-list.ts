import { parseMilli, parseWhole } from '../../base/quantity.js';
import { invariant } from '../../base/invariant.js';

/** Amounts by resource name, as quantities in the v1 JSON shape; a number stands for its decimal text. */
export type ResourceList = Readonly<Record<string, string | number>>;

/** Amounts by resource name: milli-CPU for `cpu`, whole units (bytes, pieces) for all others; rounded up. */
export type ResourceAmounts = Readonly<Record<string, number>>;

/** Amounts of a validated list. */
export function resourceAmounts(list: ResourceList): ResourceAmounts {
  return Object.fromEntries(Object.entries(list).map(([name, written]) => {
    const amount = name === 'cpu' ? parseMilli(String(written)) : parseWhole(String(written));
    invariant(amount !== null, `resource ${name} has the amount "${written}", which is no quantity`);
    return [name, amount];
  }));
}
