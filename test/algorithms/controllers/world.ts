import { deployment, endpointSlice, replicaSet } from '../../../src/algorithms/controllers/catalog.js';
import type { Reconciler } from '../../../src/algorithms/controllers/reconciler.js';
import { startController, type StrategyChoice } from '../../../src/conformance/controllers/plane.js';
import { keyOf, type ControlPlane } from '../../../src/world/controlplane/index.js';

export { FREE, passSeconds, planeOf, SECOND_US, startController } from '../../../src/conformance/controllers/plane.js';

/** All controllers of the catalogue with one strategy. */
export function startControllers(plane: ControlPlane, strategy?: StrategyChoice): readonly Reconciler[] {
  return [replicaSet, deployment, endpointSlice].map((definition) =>
    startController(plane, definition, strategy === undefined ? {} : { strategy }));
}

/** Binds each new pod at once: to the `nodes` in turn. */
export function bindInTurn(plane: ControlPlane, nodes: number): void {
  const client = plane.client('scheduler', null);
  let next = 0;
  plane.informer('scheduler', 'Pod').handle({ added: (pod) => client.bind(keyOf(pod), `node-${next++ % nodes}`) });
}
