import { parseRfc3339Us } from '../../base/rfc3339.js';
import type { DefaultPreemptionArgs } from '../../algorithms/schedulers/kube/config/args/default-preemption.js';
import { readConfiguration } from '../../algorithms/schedulers/kube/config/configuration.js';
import { defaultProfile, type Profile } from '../../algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../algorithms/schedulers/kube/framework/fast.js';
import { createFramework, type Framework } from '../../algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../algorithms/schedulers/kube/framework/plain.js';
import type { PluginHost } from '../../algorithms/schedulers/kube/framework/plugin.js';
import { Statuses } from '../../algorithms/schedulers/kube/framework/status.js';
import { Nominator } from '../../algorithms/schedulers/kube/nominator.js';
import { NodeOrder, zoneKey } from '../../algorithms/schedulers/kube/node-order.js';
import { defaultPreemption } from '../../algorithms/schedulers/kube/plugins/default-preemption.js';
import { Preemption } from '../../algorithms/schedulers/kube/preemption/preemption.js';
import { Cluster, type ClusterObjectKind, type PodClass } from '../../world/cluster/index.js';
import { DEFAULT_SCHEDULER_NAME, nonZeroRequests, podRequests, requestAmounts, resourceAmounts, type Node, type Pod } from '../../world/objects/index.js';
import { OBJECT_LISTS, type RecordedCluster, type RecordedObjects } from './recording.js';

/** The two ways to decide, which must agree: `fast` on indexes kept up to date, `plain` counting anew each time. */
export const EVALUATIONS = ['plain', 'fast'] as const;
export type EvaluationName = (typeof EVALUATIONS)[number];

/** Virtual time of the decisions, later than any start that is recorded: the year 2200. */
const NOW_US = 7_258_118_400_000_000;

/**
 * The profile of a recording: the one of `default-scheduler`, or the first where there is no such one.
 *
 * @param config  text of a KubeSchedulerConfiguration, absent = the default one
 * @throws ScenarioError for a configuration that is refused
 */
export function profileOf(id: string, config: string | undefined): Profile {
  if (config === undefined) return defaultProfile({ percentageOfNodesToScore: 0, args: new Map() });
  const { profiles } = readConfiguration({ file: id, text: config });
  return profiles.find(({ schedulerName }) => schedulerName === DEFAULT_SCHEDULER_NAME) ?? profiles[0]!;
}

/** A cluster with a scheduler over it, as recordings need them. */
export class ReplayedScheduler {
  readonly cluster = new Cluster();
  readonly order = new NodeOrder();
  readonly host: PluginHost;
  readonly profile: Profile;
  readonly framework: Framework;
  readonly preemption: Preemption;
  /** Lists all feasible nodes with their totals. */
  readonly cycle: SchedulingCycle;
  /** May choose without listing them; shares caches and rotation with `cycle`. */
  readonly quickCycle: SchedulingCycle;

  constructor(profile: Profile, name: EvaluationName) {
    this.profile = profile;
    const { cluster, order } = this;
    this.host = {
      cluster, statuses: new Statuses(), nominator: new Nominator(cluster), random: null, nowUs: () => NOW_US,
      indexes: name === 'fast' ? 'kept' : 'rebuilt',
    };
    const framework = this.framework = createFramework(this.host, this.profile);
    this.preemption = new Preemption(this.host, (this.profile.args.get(defaultPreemption.name) ?? defaultPreemption.defaults) as DefaultPreemptionArgs);
    const evaluation = name === 'fast' ? fastEvaluation(framework, DEFAULT_CACHE_BUDGET) : plainEvaluation(framework);
    const options = {
      framework, evaluation, order, percentageOfNodesToScore: this.profile.percentageOfNodesToScore, tieBreak: null,
      operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
    };
    this.cycle = new SchedulingCycle({ ...options, lists: true });
    this.quickCycle = new SchedulingCycle(options, this.cycle.rotation);
  }

  /** Fills the cluster: objects of other kinds, nodes, bound pods, nominated pods, each in list order. */
  load({ nodes, pods = [], pending = [], ...objects }: RecordedCluster): void {
    this.addObjects(objects);
    for (const node of nodes) this.addNode(node);
    for (const pod of pods) this.#addBoundPod(pod);
    for (const pod of pending) this.addPod(pod, this.addClass(pod));
  }

  addObjects(objects: RecordedObjects): void {
    for (const [list, kind] of Object.entries(OBJECT_LISTS)) {
      for (const object of objects[list as keyof RecordedObjects] ?? []) this.cluster.objects.put<ClusterObjectKind>(kind, object);
    }
  }

  addNode(template: Node): void {
    const { name, labels } = template.metadata;
    const { pods: allowedPods = 0, ...allocatable } = resourceAmounts(template.status?.allocatable ?? {});
    this.order.add(this.cluster.addNode({ name, allocatable, allowedPods, template }), zoneKey(labels));
  }

  removeNode(name: string): void {
    const node = this.cluster.findNode(name);
    this.cluster.removeNode(node);
    this.order.remove(node);
  }

  addClass(template: Pod): PodClass {
    const { cpuMilli, memoryBytes } = nonZeroRequests(template, { useStatusResources: true });
    return this.cluster.addClass({
      requests: requestAmounts(podRequests(template, { useStatusResources: true })),
      nonZeroCpuMilli: cpuMilli,
      nonZeroMemoryBytes: memoryBytes,
      priority: template.spec.priority ?? 0,
      template,
    });
  }

  /** Adds a pending pod; its nominated node counts from now on. */
  addPod({ metadata: { namespace = 'default', name }, status }: Pod, podClass: PodClass): number {
    const pod = this.cluster.addPod(podClass.id, 0, `${namespace}/${name}`);
    const nominated = status?.nominatedNodeName ?? '';
    if (nominated !== '') this.host.nominator.add(pod, nominated);
    return pod;
  }

  /** Takes a pending pod away again, with its nomination. */
  forget(pod: number): void {
    this.host.nominator.remove(pod);
    this.cluster.withdraw(pod);
  }

  #addBoundPod(template: Pod): void {
    const { cluster } = this;
    const node = cluster.findNode(template.spec.nodeName ?? '');
    // A pod whose node is not there weighs on nothing that a decision looks at.
    if (node < 0) return;
    const { namespace = 'default', name, deletionTimestamp } = template.metadata;
    const pod = cluster.addPod(this.addClass(template).id, 0, `${namespace}/${name}`);
    const { startTime, conditions = [] } = template.status ?? {};
    if (startTime !== undefined) cluster.pods.startUs[pod] = parseRfc3339Us(startTime) ?? NaN;
    if (deletionTimestamp !== undefined) cluster.pods.terminating[pod] = 1;
    const disruption = conditions.find(({ type }) => type === 'DisruptionTarget');
    if (disruption?.status === 'True' && disruption.reason === 'PreemptionByScheduler') cluster.pods.preempted[pod] = 1;
    cluster.place(pod, node);
  }
}
