import { defaultPreemptionArgs, type DefaultPreemptionArgs } from '../config/args/default-preemption.js';
import { definePlugin, type FailedAttempt, type Plugin, type PluginHost, type PostFilterAnswer } from '../framework/plugin.js';
import { fitError, SUCCESS, type Statuses } from '../framework/status.js';
import { Preemption } from '../preemption/preemption.js';

/**
 * DefaultPreemption: makes room for a pod that fits nowhere by evicting pods of lower priority from the node where that
 * hurts least. Victims that are being deleted already are named with the others: they need no second call.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go and
 * pkg/scheduler/framework/preemption/preemption.go.
 */
export const defaultPreemption = definePlugin({
  name: 'DefaultPreemption', defaults: defaultPreemptionArgs.defaults, decode: defaultPreemptionArgs.decode, create,
});

function create(host: PluginHost, args: DefaultPreemptionArgs): Plugin {
  const { cluster, statuses } = host;
  const preemption = new Preemption(host, args);
  const waits = statuses.intern({
    plugin: 'DefaultPreemption', code: 'UU', reasons: ['waiting for the preemption for this pod to be finished'],
  });
  const unhelpful = statuses.intern({ plugin: '', code: 'UU', reasons: ['Preemption is not helpful for scheduling'] });

  const inVain = ({ nodes }: FailedAttempt, tried: Int32Array): PostFilterAnswer => {
    const error = errorOf(tried, statuses);
    if (error !== null) return { result: 'error', message: `preemption: ${error}` };
    const rejections = new Int32Array(nodes.length).fill(unhelpful);
    rejections.set(tried);
    return { result: 'continue', nominated: '', message: `preemption: ${fitError(nodes.length, rejections, statuses)}` };
  };

  return {
    name: 'DefaultPreemption',
    reads: 'cluster',
    // Only lets a pod that is held back be looked at again: what its other rejectors say decides.
    events: [{ resource: 'Pod', actions: ['Delete'], hint: () => false }],
    preEnqueue: (_podClass, pod) => (host.isPreempting?.(pod) === true ? waits : SUCCESS),
    postFilter(attempt) {
      const why = preemption.ineligibility(attempt);
      if (why !== null) return { result: 'continue', message: `preemption: ${why}` };
      const potential = preemption.potentialNodes(attempt);
      if (potential.length === 0) return inVain(attempt, potential);
      const { node, victims, tried } = preemption.choose(attempt, potential);
      return node < 0 ? inVain(attempt, tried) : { result: 'nominated', nominated: cluster.nodes.names[node]!, victims };
    },
  };
}

/** What failed on the nodes that were tried, as the real program puts several errors into one; null when none did. */
function errorOf(tried: Int32Array, statuses: Statuses): string | null {
  const errors = new Set<string>();
  let seen = SUCCESS;
  for (const number of tried) {
    if (number === seen) continue;
    seen = number;
    const status = statuses.get(number)!;
    if (status.code === 'Error') errors.add(status.reasons.join(', '));
  }
  if (errors.size === 0) return null;
  return errors.size === 1 ? [...errors][0]! : `[${[...errors].join(', ')}]`;
}
