import { compareSessionPost, describePost, type RecordedSessionPost } from '../../../../../src/conformance/kube-scheduler/post.js';
import { SchedulingCycle } from '../../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { defaultPreemption } from '../../../../../src/algorithms/schedulers/kube/plugins/default-preemption.js';
import { Preemption } from '../../../../../src/algorithms/schedulers/kube/preemption/preemption.js';
import { NodeOrder, zoneKey } from '../../../../../src/algorithms/schedulers/kube/node-order.js';
import { Cluster } from '../../../../../src/world/cluster/index.js';
import { resourceAmounts, type Node, type Pod } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';
import { addObjects, addPodClass, profileOfCase, type RecordedObjects } from '../recorded.js';

interface Header { readonly session: string; readonly config?: string; readonly nodeTemplates: readonly Node[]; readonly podTemplates: readonly Pod[]; readonly objects: RecordedObjects }

type Step =
  | { readonly op: 'node'; readonly name: string; readonly t: number; readonly labels?: Readonly<Record<string, string>> }
  | { readonly op: 'rmnode' | 'del'; readonly name: string }
  | {
    readonly op: 'pod'; readonly name: string; readonly t: number; readonly nominated?: string; readonly pick?: string;
    readonly r: { readonly start: number; readonly eval: number; readonly feas: number }; readonly post?: RecordedSessionPost;
  };

const FIRST_START_US = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000;

/**
 * Follows a recorded session with preemption on one live cluster; answers the differences in search and PostFilter.
 *
 * @param podsPerSecond  how many pods in a row start in the same second
 */
export function followPreemptions(
  [first, ...steps]: readonly unknown[], indexes: 'kept' | 'rebuilt', podsPerSecond = 1,
): {
  readonly posts: number; readonly nominated: number; readonly differences: readonly unknown[];
} {
  const { session, config, nodeTemplates, podTemplates, objects } = first as Header;
  const cluster = new Cluster();
  addObjects(cluster, objects);
  const order = new NodeOrder();
  const host = pluginHost(cluster, indexes);
  const profile = profileOfCase({ id: session, cluster: { nodes: [] }, order: [], decisions: [], ...(config === undefined ? {} : { config }) });
  const framework = createFramework(host, profile);
  const cycle = new SchedulingCycle({
    framework, order, tieBreak: null, percentageOfNodesToScore: profile.percentageOfNodesToScore,
    evaluation: indexes === 'kept' ? fastEvaluation(framework, DEFAULT_CACHE_BUDGET) : plainEvaluation(framework),
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
  });
  const preemption = new Preemption(host, defaultPreemption.defaults);
  const classes = podTemplates.map((template) => addPodClass(cluster, template));
  const pods = new Map<string, number>();
  const differences: unknown[] = [];
  let posts = 0;
  let nominated = 0;

  (steps as readonly Step[]).forEach((step, i) => {
    switch (step.op) {
      case 'node': {
        const source = nodeTemplates[step.t]!;
        const labels = { ...source.metadata.labels, 'kubernetes.io/hostname': step.name, ...step.labels };
        const { pods: allowedPods = 0, ...allocatable } = resourceAmounts(source.status?.allocatable ?? {});
        const template = { ...source, metadata: { ...source.metadata, name: step.name, labels } };
        order.add(cluster.addNode({ name: step.name, allocatable, allowedPods, template }), zoneKey(labels));
        break;
      }
      case 'rmnode': {
        const node = cluster.findNode(step.name);
        cluster.removeNode(node);
        order.remove(node);
        break;
      }
      case 'del': cluster.release(pods.get(step.name)!); break;
      case 'pod': {
        const pod = cluster.addPod(classes[step.t]!.id, 0, `default/${step.name}`);
        if (step.nominated !== undefined) {
          host.nominator.add(pod, step.nominated);
          nominated++;
        }
        const start = cycle.rotation.nextStart;
        cycle.run(pod, classes[step.t]!, host.nominator.nodeOf(pod));
        const visited = cycle.feasibleCount + (step.nominated === undefined || cycle.feasibleCount === 0 ? cycle.search.failedCount : 0);
        const searched = JSON.stringify([start, visited, cycle.feasibleCount]);
        const recorded = JSON.stringify([step.r.start, step.r.eval, step.r.feas]);
        if (step.nominated !== undefined && searched !== recorded) differences.push({ i, field: 'search', recorded, actual: searched });
        if (step.post !== undefined) {
          posts++;
          const difference = cycle.failure === null ? { field: 'fit', recorded: 'no node', actual: 'a node' }
            : compareSessionPost(step.post, describePost(cycle, host, preemption));
          if (difference !== null) differences.push({ i, ...difference });
        }
        host.nominator.remove(pod);
        if (step.pick === undefined) {
          cluster.withdraw(pod);
          break;
        }
        cluster.pods.startUs[pod] = FIRST_START_US + Math.floor(Number(/\d+/.exec(step.name)![0]) / podsPerSecond) * 1_000_000;
        cluster.bind(pod, cluster.findNode(step.pick));
        pods.set(step.name, pod);
      }
    }
  });
  return { posts, nominated, differences };
}
