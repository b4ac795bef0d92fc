import * as controllers from '../../algorithms/controllers/catalog.js';
import * as strategies from '../../algorithms/controllers/strategies.js';
import * as faults from '../../algorithms/faults/catalog.js';
import * as schedulers from '../../algorithms/schedulers/catalog.js';
import type { Catalogues } from '../../replay/catalogues.js';

/** The algorithms that come with Seatrial. */
export const BUILT_IN: Catalogues = {
  schedulers: byName(Object.values(schedulers)) as Catalogues['schedulers'],
  controllers: byName(Object.values(controllers)) as Catalogues['controllers'],
  strategies: byName(Object.values(strategies)) as Catalogues['strategies'],
  faults: byName(Object.values(faults)) as Catalogues['faults'],
  kubePlugins: new Map(),
};

// Each definition knows its own parameters; a catalogue only promises that it has some, hence the casts above.
function byName<D extends { readonly name: string }>(definitions: readonly D[]): ReadonlyMap<string, unknown> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}
