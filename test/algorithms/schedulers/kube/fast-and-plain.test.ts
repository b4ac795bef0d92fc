import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benchKube } from '../../../../src/bench/kube/bench.js';
import { KUBE_WORKLOADS } from '../../../../src/bench/kube/workloads.js';
import { Cluster, POD_STATE, type PodClassSpec } from '../../../../src/world/cluster/index.js';
import { defaultProfile, readProfile, type Profile } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation, type CacheBudget } from '../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { NodeOrder, zoneKey } from '../../../../src/algorithms/schedulers/kube/node-order.js';
import { pluginHost } from './host.js';
import { gpu, nodeShape, nodeSpec, podSpec, type NodeShape } from './random-clusters.js';

/** What happens to the cluster, in turn; numbers are taken modulo what exists. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('schedule' as const), at: fc.nat(1000) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('end' as const), at: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('update' as const), at: fc.nat(1000), shape: nodeShape }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('add' as const), shape: nodeShape }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('remove' as const), at: fc.nat(1000) }) },
);


const PROFILES: readonly Profile[] = [
  defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }),
  readProfile({ file: 'usage-first.yaml', text: `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- plugins:
    filter: {enabled: [{name: NodeResourcesFit}, {name: TaintToleration}]}
    score: {enabled: [{name: NodeAffinity, weight: 7}]}
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy: {type: MostAllocated, resources: [{name: cpu, weight: 2}, {name: ${gpu}, weight: 3}]}
  - name: NodeResourcesBalancedAllocation
    args: {resources: [{name: cpu}, {name: memory}, {name: ${gpu}}]}
` }),
];

/** Uses blocks wherever they can decide, however little they save. */
const EAGER_BLOCKS: CacheBudget = { ...DEFAULT_CACHE_BUDGET, scansBeforeBlocks: 0, choiceInVisits: 0, changeInVisits: 0 };

const BUDGETS: readonly CacheBudget[] = [
  DEFAULT_CACHE_BUDGET, EAGER_BLOCKS,
  { ...EAGER_BLOCKS, rowBytes: 0, tableBytes: 0 }, { ...EAGER_BLOCKS, rowBytes: 600, tableBytes: 4000 },
];

interface History {
  readonly nodes: readonly NodeShape[];
  readonly pods: readonly PodClassSpec[];
  readonly steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[];
}

/** Lives through a history with both evaluations side by side; every attempt must come out the same. */
function liveThrough({ nodes, pods, steps }: History, profile: Profile, budget: CacheBudget): void {
  const cluster = new Cluster();
  for (const name of ['default', 'other']) cluster.objects.put('Namespace', { metadata: { name } });
  // Pods called web get the default constraints.
  cluster.objects.put('Service', { metadata: { name: 'web' }, spec: { selector: { app: 'web' } } });
  const order = new NodeOrder();
  const present: number[] = [];
  let names = 0;
  const add = (shape: NodeShape): void => {
    const node = cluster.addNode(nodeSpec(`n${names++}`, shape));
    order.add(node, zoneKey(cluster.nodes.specs[node]!.template?.metadata.labels));
    present.push(node);
  };
  nodes.forEach(add);
  const classes = pods.map((spec) => cluster.addClass(spec));
  const host = pluginHost(cluster);
  const frameworks = {
    fast: createFramework(host, profile),
    plain: createFramework({ ...host, indexes: 'rebuilt' }, profile),
  };
  const cycleOf = (evaluation: 'plain' | 'fast', lists: boolean): SchedulingCycle => new SchedulingCycle({
    framework: frameworks[evaluation], order, lists, percentageOfNodesToScore: 0, tieBreak: null,
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
    evaluation: evaluation === 'plain' ? plainEvaluation(frameworks.plain) : fastEvaluation(frameworks.fast, budget),
  });
  const plain = cycleOf('plain', true);
  const fast = cycleOf('fast', true);
  // Chooses by block maxima where it can, without listing the feasible nodes.
  const quick = cycleOf('fast', false);
  const bound: number[] = [];

  for (const action of steps) {
    switch (action.op) {
      case 'schedule': {
        const podClass = classes[action.at % classes.length]!;
        const node = plain.run(-1, podClass);
        expect(fast.run(-1, podClass)).toBe(node);
        expect(describeCycle(fast, node)).toEqual(describeCycle(plain, node));
        expect([quick.run(-1, podClass), quick.rotation.nextStart, quick.feasibleCount])
          .toEqual([node, plain.rotation.nextStart, plain.feasibleCount]);
        if (node < 0) break;
        const pod = cluster.addPod(podClass.id, 0);
        cluster.bind(pod, node);
        bound.push(pod);
        break;
      }
      case 'end': {
        const [pod] = bound.splice(action.at % Math.max(1, bound.length), 1);
        if (pod !== undefined) cluster.release(pod);
        break;
      }
      case 'update': {
        const node = present[action.at % present.length]!;
        cluster.updateNode(node, nodeSpec(cluster.nodes.names[node]!, action.shape));
        order.update(node, zoneKey(cluster.nodes.specs[node]!.template?.metadata.labels));
        break;
      }
      case 'add': add(action.shape); break;
      case 'remove': {
        if (present.length < 2) break;
        const [node] = present.splice(action.at % present.length, 1);
        for (const pod of bound) if (cluster.pods.node[pod] === node) cluster.release(pod);
        bound.splice(0, bound.length, ...bound.filter((pod) => cluster.pods.state[pod] === POD_STATE.BOUND));
        cluster.removeNode(node!);
        order.remove(node!);
      }
    }
  }
}

function describeCycle(cycle: SchedulingCycle, node: number): unknown {
  const { search, failure, rotation: { nextStart } } = cycle;
  const feasible = [...search.feasible.subarray(0, search.feasibleCount)];
  const isScored = node >= 0 && feasible.length > 1;
  return {
    feasible, failure, nextStart,
    text: cycle.failureText(),
    failed: [...search.failed.subarray(0, search.failedCount)],
    reasons: [...search.failedStatus.subarray(0, search.failedCount)],
    totals: isScored ? feasible.map((_, i) => search.totals[i]! + search.offset) : [],
  };
}

describe('the fast and the plain evaluation', () => {
  const history = (nodes: number, steps: number): fc.Arbitrary<History> => fc.record({
    // At the default size most histories are too short to make a mistake in.
    nodes: fc.array(nodeShape, { minLength: 1, maxLength: nodes, size: 'max' }),
    pods: fc.array(podSpec, { minLength: 1, maxLength: 6, size: 'max' }),
    steps: fc.array(step, { minLength: 1, maxLength: steps, size: 'max' }),
  });

  it.each(PROFILES.flatMap((_, profile) => BUDGETS.map((__, budget) => ({ profile, budget }))))(
    'decide alike in any history of a small cluster (profile $profile, cache budget $budget)', ({ profile, budget }) => {
      fc.assert(fc.property(history(12, 60), (lived) => liveThrough(lived, PROFILES[profile]!, BUDGETS[budget]!)), { numRuns: 150 });
    });

  it('decide alike where sampling leaves nodes out', () => {
    const sampled = fc.record({
      nodes: fc.array(nodeShape, { minLength: 101, maxLength: 220 }),
      pods: fc.array(podSpec, { minLength: 1, maxLength: 4 }),
      steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
    });
    fc.assert(fc.property(sampled, (lived) => liveThrough(lived, PROFILES[0]!, EAGER_BLOCKS)), { numRuns: 25 });
  });

  it('decide alike after a later class is the first to look at a label', () => {
    const shape: NodeShape = { cpu: 4000, memory: 8, gpus: 0, pods: 110, host: '', labels: {}, taints: [], unschedulable: false };
    const preferring = (key: string, value: string): PodClassSpec => ({
      requests: { cpu: 100 },
      template: {
        metadata: { name: '' },
        spec: {
          containers: [],
          affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 50, preference: { matchExpressions: [{ key, operator: 'In', values: [value] }] } },
          ] } },
        },
      },
    });
    const schedule = (at: number): { op: 'schedule'; at: number } => ({ op: 'schedule', at });
    const nodes = (['ssd', 'hdd'] as const).flatMap((disk) => (['1', '2'] as const).map((gen) => ({ ...shape, labels: { disk, gen } })));
    // Class 0 fills its rows, class 1 brings the label "disk", then class 0 must score by "gen" as before.
    liveThrough({
      nodes, pods: [preferring('gen', '2'), preferring('disk', 'ssd')],
      steps: [0, 0, 0, 0, 1, 0, 0, 1, 1, 0].map(schedule),
    }, PROFILES[0]!, DEFAULT_CACHE_BUDGET);
  });

  it.each(KUBE_WORKLOADS.flatMap((workload) => [1, 30].map((shapes) => ({ name: workload.name, workload, shapes }))))(
    'place the pods of the benchmark "$name" alike, $shapes shapes', ({ workload, shapes }) => {
      const options = { podShapes: shapes, nodeShapes: shapes, most: 40 };
      const small = { ...workload, nodes: 300, initial: workload.initial.map((run) => ({ ...run, count: Math.ceil(run.count / 20) })) };
      const clock = (): number => 0;
      expect(benchKube(small, { ...options, evaluation: 'fast' }, clock).digest)
        .toBe(benchKube(small, { ...options, evaluation: 'plain' }, clock).digest);
    });
});
