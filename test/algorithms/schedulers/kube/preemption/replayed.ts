import { comparePost, describePost, type PostDifference, type RecordedPost } from '../../../../../src/conformance/kube-scheduler/post.js';
import { SchedulingCycle } from '../../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { defaultPreemption } from '../../../../../src/algorithms/schedulers/kube/plugins/default-preemption.js';
import { Preemption } from '../../../../../src/algorithms/schedulers/kube/preemption/preemption.js';
import { pluginHost } from '../host.js';
import { addPod, loadCluster, profileOfCase, type RecordedCase, type RecordedDecision } from '../recorded.js';

export interface PreemptionCase extends RecordedCase {
  readonly decisions: readonly (RecordedDecision & { readonly post?: RecordedPost })[];
}

/** Later than every start in the recordings. */
const NOW_US = Date.UTC(2026, 11) * 1000;

/** Every decision with a `post`, by both evaluations and twice each; answers the differences. */
export function replayPosts(recorded: PreemptionCase): readonly (PostDifference & { readonly place: string })[] {
  const differences: (PostDifference & { readonly place: string })[] = [];
  for (const indexes of ['kept', 'rebuilt'] as const) {
    const { cluster, order } = loadCluster(recorded);
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
        if (difference !== null) differences.push({ place, ...difference });
      }
      host.nominator.remove(row);
    });
  }
  return differences;
}
