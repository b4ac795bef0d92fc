import type { ControllerDefinition } from '../../algorithms/controllers/contract.js';
import type { Reconciler } from '../../algorithms/controllers/reconciler.js';
import { levelTriggered } from '../../algorithms/controllers/strategies.js';
import type { StrategyDefinition } from '../../algorithms/controllers/strategy.js';
import { defaultsOf } from '../../algorithms/parameters.js';
import { ControlPlane, type ControlPlaneLatencies, type ControlPlaneOptions } from '../../world/controlplane/index.js';
import { Kernel } from '../../world/kernel/kernel.js';
import { Streams } from '../../world/kernel/streams.js';

/** All hops take no time. */
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

/** A strategy with the parameters that differ from its defaults. */
export interface StrategyChoice {
  readonly definition: StrategyDefinition;
  readonly parameters?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Puts a controller to work with a strategy; parameters not given have their defaults. */
export function startController(
  plane: ControlPlane, controller: ControllerDefinition, options: { workers?: number; strategy?: StrategyChoice } = {},
): Reconciler {
  const strategy: StrategyChoice = options.strategy ?? { definition: levelTriggered };
  return strategy.definition.start(
    { plane, definition: controller, parameters: defaultsOf(controller.parameters), workers: options.workers ?? 5 },
    { ...defaultsOf(strategy.definition.parameters), ...strategy.parameters },
  );
}

/** Advances virtual time by whole seconds, also when nothing happens meanwhile. */
export function passSeconds(plane: ControlPlane, seconds: number): void {
  const kind = plane.kernel.kind({ name: 'pause', lane: 8, handler: () => undefined });
  const endUs = plane.kernel.nowUs + seconds * SECOND_US;
  plane.kernel.at(endUs, kind);
  plane.kernel.run(endUs);
}
