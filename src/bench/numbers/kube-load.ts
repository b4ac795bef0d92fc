import { defaultsOf } from '../../algorithms/parameters.js';
import { kube as kubeScheduler } from '../../algorithms/schedulers/kube/kube.js';
import { BUILT_IN } from '../../harness/runner/built-in-catalogues.js';
import { runCell } from '../../harness/runner/run-cell.js';
import type { CellPlan } from '../../replay/plan.js';
import { benchKube, type KubeBenchOptions } from '../kube/bench.js';
import { KUBE_WORKLOADS, type KubeWorkload } from '../kube/workloads.js';
import type { Load, Measure } from './load.js';
import { median } from './median.js';

const now = (): number => performance.now();
/** Enough to show that a load works. */
const TINY_PODS = 20;

const LIKE_UPSTREAM: KubeBenchOptions = { evaluation: 'fast', podShapes: 1, nodeShapes: 1 };
const MANY_SHAPES: KubeBenchOptions = { evaluation: 'fast', podShapes: 100, nodeShapes: 100 };

/** Runs that let the code be compiled, and runs that are counted. */
const WARM_UPS = 3;
const COUNTED = 3;

/** Thousands of placements per second: the median of the counted runs. */
function thousands(workload: KubeWorkload, options: KubeBenchOptions): number {
  const isTiny = options.most !== undefined;
  for (let i = 0; i < (isTiny ? 0 : WARM_UPS); i++) benchKube(workload, options, now);
  const rates = Array.from({ length: isTiny ? 1 : COUNTED }, () => benchKube(workload, options, now).placementsPerSecond);
  return median(rates) / 1000;
}

function rates(share: number): readonly Measure[] {
  return KUBE_WORKLOADS.map(({ name, title, goal }) => ({
    name, title: `kube ${title}`, unit: 'k pods/s', target: { atLeast: Math.round(goal * share) / 1000 },
  }));
}

/** The loads of scheduler_perf, as upstream has them: all pods of a kind alike, all nodes alike. */
export const kube: Load = {
  name: 'kube',
  how: 'kube: the objects, cluster sizes and pod counts of scheduler_perf; initial pods placed, then the measured pods timed one by one through '
    + 'queue, cycle and binding, default plugins, one core; the median of three runs after three that let the code be compiled.',
  measures: rates(1),
  run: (scale) => KUBE_WORKLOADS.map((workload) => thousands(workload, { ...LIKE_UPSTREAM, ...scale === 'tiny' ? { most: TINY_PODS } : {} })),
};

/** The same with pods and nodes that differ. */
export const kubeShapes: Load = {
  name: 'kube-shapes',
  how: 'kube-shapes: the same with 100 shapes of pods (requests) by turns on 100 shapes of nodes (capacity and a label); a third of the targets.',
  measures: rates(1 / 3).map((measure) => ({ ...measure, title: `100 x 100 ${measure.title.slice('kube '.length)}` })),
  run: (scale) => KUBE_WORKLOADS.map((workload) => thousands(workload, { ...MANY_SHAPES, ...scale === 'tiny' ? { most: TINY_PODS } : {} })),
};

/** The same pods placed by a scan that asks every plugin about every node, and counts anew for every pod. */
export const kubePlain: Load = {
  name: 'kube-plain',
  isSlow: true,
  how: 'kube-plain: the pods of every kube load placed by a scan that asks every plugin about every node and counts affinity and spread anew for '
    + 'every pod; placements compared one by one with those of the fast evaluation, for equal shapes and for 100 x 100.',
  measures: [
    { name: 'different', title: 'kube: pods unlike the plain scan', unit: 'pods', target: { atMost: 0 } },
    { name: 'basic', title: 'kube: basic, by a plain scan', unit: 'k pods/s', target: null },
  ],
  run(scale) {
    const most = scale === 'tiny' ? { most: TINY_PODS } : {};
    let different = 0;
    let basic = 0;
    for (const workload of KUBE_WORKLOADS) {
      for (const options of [LIKE_UPSTREAM, MANY_SHAPES]) {
        const fast = benchKube(workload, { ...options, ...most }, now);
        const plain = benchKube(workload, { ...options, ...most, evaluation: 'plain' }, now);
        different += plain.placements.filter((node, i) => node !== fast.placements[i]).length;
        if (basic === 0) basic = plain.placementsPerSecond / 1000;
      }
    }
    return [different, basic];
  },
};

/** A large cluster in a process of its own. */
export const kubeMemory: Load = {
  name: 'kube-memory',
  how: 'kube-memory: the load with 100,000 nodes and 10 shapes of pods, once; the peak of the resident memory of its process.',
  measures: [{ name: 'memory', title: 'kube: peak memory, 100,000 nodes', unit: 'MiB', target: { atMost: 400 } }],
  run(scale) {
    const workload = KUBE_WORKLOADS.find(({ name }) => name === (scale === 'tiny' ? 'basic' : 'basic-100k'))!;
    benchKube(workload, { ...LIKE_UPSTREAM, podShapes: 10 }, now);
    // Kibibytes, by the manual of getrusage.
    return [process.resourceUsage().maxRSS / 1024];
  },
};

/** From the plan of a cell to its first placement. */
export const kubeStart: Load = {
  name: 'kube-start',
  how: 'kube-start: a whole replay of one pod on 5,000 nodes in three zones, audit and result included, in a thread that has replayed ten; median of eleven.',
  measures: [{ name: 'seconds', title: 'kube: start to first placement', unit: 's', target: { atMost: 0.05 } }],
  run(scale) {
    const plan = onePodCell(scale === 'tiny' ? 50 : 5000);
    const seconds = Array.from({ length: 21 }, () => runCell({ plan, modules: [] }, { nodes: [], pods: [], manifests: [] }, BUILT_IN).wallSeconds);
    return [median(seconds.slice(10))];
  },
};

function onePodCell(nodes: number): CellPlan {
  return {
    id: { suite: 'numbers', scenario: 'start', variant: 'kube', point: '', seed: 1 },
    nodes: [{
      kind: 'uniform', count: nodes, name: 'node-{i}', allocatable: { cpu: 4000, memory: 32 * 2 ** 30 }, allowedPods: 110,
      labels: {}, taints: [], zones: ['a', 'b', 'c'], devices: null,
    }],
    workload: [{
      kind: 'synthetic', atUs: 0,
      options: {
        name: '', arrivals: { kind: 'at-once', atUs: 0 }, lifetimes: null, count: 1, untilUs: null,
        sizes: { kind: 'weighted', shapes: [{ cpuMilli: 100, memoryBytes: 500 * 2 ** 20, weight: 1 }] },
      },
    }],
    changes: [], faults: [],
    scheduler: { name: 'kube', parameters: defaultsOf(kubeScheduler.parameters) },
    decisionTime: 'modelled', controlPlane: null, unschedulable: 'wait',
    until: { quietUs: 1e6, atMostUs: 3600e6 },
    memoryBytes: 2 ** 31, recordPods: true,
  };
}
