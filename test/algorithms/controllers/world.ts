import { deployment, endpointSlice, replicaSet } from '../../../src/algorithms/controllers/catalog.js';
import type { ControllerDefinition } from '../../../src/algorithms/controllers/contract.js';
import type { Reconciler } from '../../../src/algorithms/controllers/reconciler.js';
import { levelTriggered } from '../../../src/algorithms/controllers/strategies.js';
import type { StrategyDefinition } from '../../../src/algorithms/controllers/strategy.js';
import { defaultsOf } from '../../../src/algorithms/parameters.js';
import { ControlPlane, keyOf, type ControlPlaneLatencies, type ControlPlaneOptions } from '../../../src/world/controlplane/index.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';
import { Streams } from '../../../src/world/kernel/streams.js';

export const FREE: ControlPlaneLatencies = { apiUs: 0, watchUs: 0, startUs: 0, startSigma: 0, readyUs: 0, stopUs: 0 };
export const SECOND_US = 1_000_000;

/** A control plane without nodes or controllers; latencies not given are zero. */
export function planeOf(
  latencies: Partial<ControlPlaneLatencies> = {}, options: Partial<ControlPlaneOptions> = {},
): ControlPlane {
  return new ControlPlane({
    kernel: new Kernel(), streams: new Streams(1), plan: { latencies: { ...FREE, ...latencies }, clientLimit: null }, ...options,
  });
}

interface Choice<D> { readonly definition: D; readonly parameters?: Readonly<Record<string, string | number | boolean | null>> }

/** Puts a controller to work with a strategy; parameters not given have their defaults. */
export function startController(
  plane: ControlPlane, controller: ControllerDefinition, options: { workers?: number; strategy?: Choice<StrategyDefinition> } = {},
): Reconciler {
  const strategy: Choice<StrategyDefinition> = options.strategy ?? { definition: levelTriggered };
  return strategy.definition.start(
    { plane, definition: controller, parameters: defaultsOf(controller.parameters), workers: options.workers ?? 5 },
    { ...defaultsOf(strategy.definition.parameters), ...strategy.parameters },
  );
}

/** All controllers of the catalogue with one strategy. */
export function startControllers(plane: ControlPlane, strategy?: Choice<StrategyDefinition>): readonly Reconciler[] {
  return [replicaSet, deployment, endpointSlice].map((definition) =>
    startController(plane, definition, strategy === undefined ? {} : { strategy }));
}

/** Binds each new pod at once: to the `nodes` in turn. */
export function bindInTurn(plane: ControlPlane, nodes: number): void {
  const client = plane.client('scheduler', null);
  let next = 0;
  plane.informer('scheduler', 'Pod').handle({ added: (pod) => client.bind(keyOf(pod), `node-${next++ % nodes}`) });
}

/** Advances virtual time by whole seconds, also when nothing happens meanwhile. */
export function passSeconds(plane: ControlPlane, seconds: number): void {
  const kind = plane.kernel.kind({ name: 'pause', lane: 8, handler: () => undefined });
  const endUs = plane.kernel.nowUs + seconds * SECOND_US;
  plane.kernel.at(endUs, kind);
  plane.kernel.run(endUs);
}
