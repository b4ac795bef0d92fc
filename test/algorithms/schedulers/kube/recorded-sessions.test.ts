import { pluginHost } from './host.js';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../../src/world/cluster/index.js';
import { resourceAmounts, type Node, type Pod } from '../../../../src/world/objects/index.js';
import { SchedulingCycle } from '../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { plainEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { createFramework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { NodeOrder, zoneKey } from '../../../../src/algorithms/schedulers/kube/node-order.js';
import { hasShared } from '../../../shared.js';
import { addObjects, addPodClass, profileOfCase, readRecording, type RecordedObjects } from './recorded.js';

interface Header {
  readonly session: string;
  readonly config?: string;
  readonly nodeTemplates: readonly Node[];
  readonly podTemplates: readonly Pod[];
  readonly objects: RecordedObjects;
}

type Step =
  | { readonly op: 'node'; readonly name: string; readonly t: number; readonly labels?: Readonly<Record<string, string>> }
  | { readonly op: 'rmnode' | 'del'; readonly name: string }
  | {
    readonly op: 'pod';
    readonly name: string;
    readonly t: number;
    readonly pick?: string;
    readonly r: {
      readonly start: number;
      readonly eval: number;
      readonly feas: number;
      readonly max?: number;
      readonly best?: readonly string[];
      readonly bestN?: number;
      readonly allHash?: string;
      readonly own?: string;
      readonly fail?: Readonly<Record<string, number>>;
    };
  };

/** What was compared: searches (window, counts, rejections by plugin), totals with the pick. */
interface Compared { searches: number; picks: number }

/**
 * Follows a recorded session on one live cluster, with the fast evaluation on indexes that are kept up to date, or with
 * the plain one that counts anew for every pod.
 */
function follow(file: string, indexes: 'kept' | 'rebuilt'): Compared {
  const [first, ...steps] = readRecording<unknown>(`sessions/${file}.jsonl`, 'full') as [Header, ...Step[]];
  const { config, nodeTemplates, podTemplates, objects } = first;
  const cluster = new Cluster();
  addObjects(cluster, objects);
  const order = new NodeOrder();
  const profile = profileOfCase({ id: file, cluster: { nodes: [] }, order: [], decisions: [], ...(config === undefined ? {} : { config }) });
  const framework = createFramework(pluginHost(cluster, indexes), profile);
  const cycle = new SchedulingCycle({
    framework, order, tieBreak: null, percentageOfNodesToScore: profile.percentageOfNodesToScore,
    evaluation: indexes === 'kept' ? fastEvaluation(framework, DEFAULT_CACHE_BUDGET) : plainEvaluation(framework),
    lists: true,
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
  });
  const classes = podTemplates.map((template) => addPodClass(cluster, template));
  const pods = new Map<string, number>();
  const compared: Compared = { searches: 0, picks: 0 };

  steps.forEach((step, i) => {
    const place = `${file} step ${i}`;
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
        const { r } = step;
        const start = cycle.rotation.nextStart;
        const picked = cycle.run(-1, classes[step.t]!);
        const { search } = cycle;
        const fail: Record<string, number> = {};
        for (const status of search.failedStatus.subarray(0, search.failedCount)) {
          const { plugin, code } = framework.host.statuses.get(status)!;
          fail[`${plugin}:${code}`] = (fail[`${plugin}:${code}`] ?? 0) + 1;
        }
        expect({ start, eval: search.feasibleCount + search.failedCount, feas: search.feasibleCount, fail }, place)
          .toEqual({ start: r.start, eval: r.eval, feas: r.feas, fail: r.fail ?? {} });
        compared.searches++;
        if (r.allHash !== undefined) {
          const totals = Array.from(search.totals.subarray(0, search.feasibleCount), (total, k) =>
            ({ name: cluster.nodes.names[search.feasible[k]!]!, total: total + search.offset }));
          const max = Math.max(...totals.map(({ total }) => total));
          expect({ max, bestN: totals.filter(({ total }) => total === max).length, allHash: hashOf(totals), own: cluster.nodes.names[picked] }, place)
            .toEqual({ max: r.max, bestN: r.bestN, allHash: r.allHash, own: r.own });
          compared.picks++;
        }
        if (step.pick === undefined) break;
        const pod = cluster.addPod(classes[step.t]!.id, 0);
        cluster.bind(pod, cluster.findNode(step.pick));
        pods.set(step.name, pod);
      }
    }
  });
  return compared;
}

/** FNV-1a, 64 bits, of `name=total\n` over the nodes sorted by name. */
function hashOf(totals: readonly { readonly name: string; readonly total: number }[]): string {
  const lines = totals.map(({ name, total }) => ({ name, line: `${name}=${total}\n` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  let hash = 0xcbf29ce484222325n;
  for (const { line } of lines) {
    for (const character of Buffer.from(line)) hash = BigInt.asUintN(64, (hash ^ BigInt(character)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

describe.skipIf(!hasShared)('long recorded sessions of kube-scheduler v1.36.3 (need ../shared or SEATRIAL_SHARED)', () => {
  it.each([
    ['basic-all', 900], ['basic-adaptive', 1600], ['basic-pct30', 1200], ['spread-adaptive', 800], ['affinity-all', 500],
    ['mixed-adaptive', 1000], ['tight-adaptive', 1200],
  ])('%s: every search visits and rejects the same nodes, and every total and pick is equal', (file, pods) => {
    for (const indexes of ['kept', 'rebuilt'] as const) {
      const compared = follow(file, indexes);
      expect(compared.searches).toBe(pods);
      expect(compared.picks).toBeGreaterThan(400);
      if (process.env.KUBE_TALLY !== undefined) process.stderr.write(`${file} ${indexes} ${JSON.stringify(compared)}\n`);
    }
  });
});
