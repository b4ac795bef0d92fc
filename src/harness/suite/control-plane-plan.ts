import type { AlgorithmChoice, ControlPlanePlan, Latencies } from '../../replay/plan.js';
import type { DecodedScenario } from './schema.js';
import type { DecodedControlPlane } from './schema-variants.js';

/**
 * Hops of the control plane when a scenario does not name them. Engineering estimates for an unloaded cluster: writes
 * take 3 to 10 ms, watch delivery 2 to 20 ms; a container starts in about a second.
 */
const LATENCIES: Latencies = { apiUs: 5_000, watchUs: 5_000, startUs: 1_000_000, startSigma: 0.3, readyUs: 0, stopUs: 500_000 };
const NO_LATENCIES: Latencies = { apiUs: 0, watchUs: 0, startUs: 0, startSigma: 0, readyUs: 0, stopUs: 0 };
/** Client limit of kube-controller-manager: --kube-api-qps 20, --kube-api-burst 30. */
const CLIENT_LIMIT = { perSecond: 20, burst: 30 };
/** --concurrent-deployment-syncs and --concurrent-replicaset-syncs of kube-controller-manager. */
const WORKERS = 5;

/**
 * The control plane of a variant: what the variant says, over what the scenario says, over the defaults. Without a
 * word on it, it runs when something needs it.
 *
 * @param layers  the scenario's `control-plane:` and the variant's, either may be undefined
 */
export function planControlPlane(options: {
  readonly layers: readonly (DecodedControlPlane | undefined)[];
  readonly needed: boolean;
  readonly defaults: { readonly controllers: Readonly<Record<string, AlgorithmChoice>>; readonly strategy: AlgorithmChoice };
}): ControlPlanePlan | null {
  let isOn = options.needed;
  let plan: ControlPlanePlan = {
    latencies: LATENCIES, clientLimit: CLIENT_LIMIT, ...options.defaults, workers: WORKERS,
  };
  for (const layer of options.layers) {
    if (layer === undefined) continue;
    isOn = layer !== 'off';
    if (typeof layer === 'string') continue;
    plan = {
      latencies: planLatencies(plan.latencies, layer.latencies),
      clientLimit: planLimit(plan.clientLimit, layer['client-limit']),
      controllers: { ...plan.controllers, ...layer.controllers },
      strategy: layer.strategy ?? plan.strategy,
      workers: layer.workers ?? plan.workers,
    };
  }
  return isOn ? plan : null;
}

/** Whether something in the scenario lives in the control plane: objects, scripted changes of them, faults. */
export function needsControlPlane({ workload, changes, faults }: Pick<DecodedScenario, 'workload' | 'changes' | 'faults'>): boolean {
  return workload.some((entry) => 'manifests' in entry) || changes.length > 0 || faults.length > 0;
}

type LayerObject = Exclude<DecodedControlPlane, string>;

function planLatencies(base: Latencies, layer: LayerObject['latencies']): Latencies {
  if (layer === undefined) return base;
  if (layer === 'zero') return NO_LATENCIES;
  return {
    apiUs: layer.api ?? base.apiUs,
    watchUs: layer.watch ?? base.watchUs,
    startUs: layer.start ?? base.startUs,
    startSigma: layer['start-sigma'] ?? base.startSigma,
    readyUs: layer.ready ?? base.readyUs,
    stopUs: layer.stop ?? base.stopUs,
  };
}

function planLimit(base: ControlPlanePlan['clientLimit'], layer: LayerObject['client-limit']): ControlPlanePlan['clientLimit'] {
  if (layer === undefined) return base;
  return layer === 'none' ? null : { perSecond: layer.rate, burst: layer.burst };
}
