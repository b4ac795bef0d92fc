import { comparePost, describePost, type PostDifference, type RecordedPost } from '../../../../../src/conformance/kube-scheduler/post.js';
import { SchedulingCycle } from '../../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { defaultPreemption } from '../../../../../src/algorithms/schedulers/kube/plugins/default-preemption.js';
import { Preemption } from '../../../../../src/algorithms/schedulers/kube/preemption/preemption.js';
import { NodeOrder, zoneKey } from '../../../../../src/algorithms/schedulers/kube/node-order.js';
import { Cluster } from '../../../../../src/world/cluster/index.js';
import { resourceAmounts, type Pod, type PodDisruptionBudget } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';
import { addPodClass, profileOfCase, type RecordedCase, type RecordedDecision } from '../recorded.js';

export interface PreemptionCase extends RecordedCase {
  readonly cluster: RecordedCase['cluster'] & { readonly pending?: readonly Pod[]; readonly podDisruptionBudgets?: readonly PodDisruptionBudget[] };
  readonly decisions: readonly (RecordedDecision & { readonly post?: RecordedPost })[];
}

/** Later than every start in the recordings. */
const NOW_US = Date.UTC(2026, 11) * 1000;

export function loadPods(cluster: Cluster, pods: readonly Pod[]): void {
  for (const pod of pods) {
    const row = addPod(cluster, pod);
    const { startTime, conditions = [] } = pod.status ?? {};
    if (startTime !== undefined) cluster.pods.startUs[row] = Date.parse(startTime) * 1000;
    cluster.pods.terminating[row] = pod.metadata.deletionTimestamp === undefined ? 0 : 1;
    const disruption = conditions.find(({ type }) => type === 'DisruptionTarget');
    cluster.pods.preempted[row] = disruption?.status === 'True' && disruption.reason === 'PreemptionByScheduler' ? 1 : 0;
    cluster.place(row, cluster.findNode(pod.spec.nodeName!));
  }
}

function addPod(cluster: Cluster, pod: Pod): number {
  const { namespace = 'default', name } = pod.metadata;
  return cluster.addPod(addPodClass(cluster, pod).id, 0, `${namespace}/${name}`);
}

/** Every decision with a `post`, by both evaluations and twice each; answers the differences. */
export function replayPosts(recorded: PreemptionCase, onCompared: () => void): readonly (PostDifference & { readonly place: string })[] {
  const differences: (PostDifference & { readonly place: string })[] = [];
  for (const indexes of ['kept', 'rebuilt'] as const) {
    const cluster = new Cluster();
    const order = new NodeOrder();
    for (const template of recorded.cluster.nodes) {
      const { pods: allowedPods = 0, ...allocatable } = resourceAmounts(template.status?.allocatable ?? {});
      order.add(cluster.addNode({ name: template.metadata.name, allocatable, allowedPods, template }), zoneKey(template.metadata.labels));
    }
    loadPods(cluster, recorded.cluster.pods ?? []);
    for (const budget of recorded.cluster.podDisruptionBudgets ?? []) cluster.objects.put('PodDisruptionBudget', budget);
    const host = { ...pluginHost(cluster, indexes), nowUs: () => NOW_US };
    for (const pod of recorded.cluster.pending ?? []) {
      const nominated = pod.status?.nominatedNodeName ?? '';
      const row = addPod(cluster, pod);
      if (nominated !== '') host.nominator.add(row, nominated);
    }
    const framework = createFramework(host, profileOfCase(recorded));
    const evaluation = indexes === 'kept' ? fastEvaluation(framework, DEFAULT_CACHE_BUDGET) : plainEvaluation(framework);
    const preemption = new Preemption(host, defaultPreemption.defaults);
    const operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
    recorded.decisions.forEach((decision, i) => {
      if (decision.post === undefined) return;
      const row = addPod(cluster, decision.pod);
      const podClass = cluster.classes[cluster.pods.classId[row]!]!;
      const nominated = decision.pod.status?.nominatedNodeName ?? '';
      if (nominated !== '') host.nominator.add(row, nominated);
      for (const round of [1, 2]) {
        const cycle = new SchedulingCycle({ framework, evaluation, order, operations, percentageOfNodesToScore: 0, tieBreak: null });
        cycle.run(row, podClass, host.nominator.nodeOf(row));
        const place = `${recorded.id} decision ${i} ${indexes} ${round}`;
        if (cycle.failure === null) {
          differences.push({ place, field: 'fit', recorded: 'no node', actual: 'a node' });
          continue;
        }
        const difference = comparePost(decision.post, describePost(cycle, host, preemption));
        onCompared();
        if (difference !== null) differences.push({ place, ...difference });
      }
      host.nominator.remove(row);
    });
  }
  return differences;
}
