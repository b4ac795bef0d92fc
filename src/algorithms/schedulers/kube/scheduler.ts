import type { PodClass } from '../../../world/cluster/index.js';
import type { Scheduler, SchedulerContext } from '../contract.js';
import { PLUGINS, type Profile } from './config/profile.js';
import { SchedulingCycle } from './framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from './framework/fast.js';
import { createFramework } from './framework/framework.js';
import { plainEvaluation } from './framework/plain.js';
import type { PluginDefinition } from './framework/plugin.js';
import { Statuses, SUCCESS } from './framework/status.js';
import { NodeOrder, zoneKey } from './node-order.js';
import { Nominator } from './nominator.js';
import { SchedulingQueue } from './queue.js';

export interface KubeOptions {
  readonly profile: Profile;
  /** `plain` asks every plugin about every node: slow, and the measure for `fast`. */
  readonly evaluation: 'fast' | 'plain';
  /** `heap`: 1.35 and 1.36. `uniform`: up to 1.34, from a stream of the cell. */
  readonly tieBreak: 'heap' | 'uniform';
  /** Plugins by name; the catalogue when left out. */
  readonly plugins?: ReadonlyMap<string, PluginDefinition>;
}

/** kube-scheduler as an actor: takes notes of what happens, tries one pod per step. */
export function kubeScheduler(context: SchedulerContext, options: KubeOptions): Scheduler {
  const { cluster, operations } = context;
  const { profile } = options;
  const order = new NodeOrder();
  const zoneOf = (node: number): string => zoneKey(cluster.nodes.specs[node]!.template?.metadata.labels);
  for (let node = 0; node < cluster.nodes.count; node++) if (cluster.nodes.present[node] === 1) order.add(node, zoneOf(node));

  const nominator = new Nominator(cluster);
  const framework = createFramework({
    cluster, statuses: new Statuses(), nominator,
    indexes: options.evaluation === 'plain' ? 'rebuilt' : 'kept',
    random: context.stream('kube-preemption'),
    nowUs: () => context.nowUs(),
  }, profile, options.plugins ?? PLUGINS);
  const evaluation = options.evaluation === 'plain' ? plainEvaluation(framework) : fastEvaluation(framework, DEFAULT_CACHE_BUDGET);
  const cycle = new SchedulingCycle({
    framework, evaluation, order, operations,
    percentageOfNodesToScore: profile.percentageOfNodesToScore,
    tieBreak: options.tieBreak === 'uniform' ? context.stream('kube-tie-break') : null,
  });
  const queue = new SchedulingQueue(framework.queueSort.less!);
  const classOf = (pod: number): PodClass => cluster.classes[cluster.pods.classId[pod]!]!;
  const isGated = (podClass: PodClass, pod: number): boolean =>
    framework.preEnqueues.some((plugin) => (plugin.preEnqueue?.(podClass, pod) ?? SUCCESS) !== SUCCESS);

  // A parked pod was rejected by every node, and the plugins look at nothing but the pod and the node itself: only a
  // node that changed, and accepts the pod now, can make a difference.
  const wake = (node: number): void => queue.wake((podClass) => {
    if (!cluster.fits(podClass, node) || isGated(podClass, -1)) return false;
    const plan = evaluation.plan(podClass, -1);
    const isNamed = plan.nodeNames === null || plan.nodeNames.includes(cluster.nodes.names[node]!);
    return plan.rejected === SUCCESS && isNamed && evaluation.filter(plan, podClass, node) === SUCCESS;
  });

  return {
    podArrived(pod) {
      const podClass = classOf(pod);
      const entry = { pod, priority: podClass.priority };
      if (isGated(podClass, pod)) queue.park(entry, podClass);
      else queue.add(entry);
    },
    podWithdrawn: (pod) => queue.withdraw(pod, classOf(pod)),
    podEnded(_pod, node) { if (order.has(node)) wake(node); },
    nodeChanged(node, change) {
      if (change === 'removed') order.remove(node);
      else if (order.has(node)) order.update(node, zoneOf(node));
      else order.add(node, zoneOf(node));
      if (change !== 'removed') wake(node);
    },
    step() {
      const entry = queue.pop();
      if (entry === null) return false;
      const { pod, priority } = entry;
      const podClass = classOf(pod);
      const node = cycle.run(pod, podClass, nominator.nodeOf(pod));
      if (node >= 0) {
        nominator.remove(pod);
        context.bind(pod, node);
        return true;
      }
      const isUnfit = cycle.failure?.kind === 'unfit' || cycle.failure?.kind === 'rejected';
      const answer = isUnfit ? cycle.postFilter() : null;
      if (answer?.nominated !== undefined && answer.nominated !== '') nominator.add(pod, answer.nominated);
      for (const victim of answer?.victims ?? []) context.preempt(victim);
      if (nominator.nodeNameOf(pod) === '' && context.unschedulable === 'give-up') {
        context.giveUp(pod, cycle.failureText());
      } else {
        context.failed(pod, cycle.failureText());
        queue.park({ pod, priority }, podClass);
      }
      return true;
    },
  };
}
