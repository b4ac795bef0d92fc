import * as schedulers from '../../algorithms/schedulers/catalog.js';
import type { Catalogues } from '../../replay/catalogues.js';

/** The algorithms that come with Seatrial. */
export const BUILT_IN: Catalogues = {
  schedulers: byName(Object.values(schedulers)),
};

function byName<D extends { readonly name: string }>(definitions: readonly D[]): ReadonlyMap<string, D> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}
