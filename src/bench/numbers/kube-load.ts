import { benchKube, type KubeBenchOptions } from '../kube/bench.js';
import { KUBE_WORKLOADS, type KubeWorkload } from '../kube/workloads.js';
import type { Load, Measure } from './load.js';

const now = (): number => performance.now();
/** Enough to show that a load works. */
const TINY_PODS = 20;

const LIKE_UPSTREAM: KubeBenchOptions = { evaluation: 'fast', podShapes: 1, nodeShapes: 1 };
const MANY_SHAPES: KubeBenchOptions = { evaluation: 'fast', podShapes: 100, nodeShapes: 100 };

/** Thousands of placements per second, the better compiled second run of two. */
function thousands(workload: KubeWorkload, options: KubeBenchOptions): number {
  benchKube(workload, options, now);
  return benchKube(workload, options, now).placementsPerSecond / 1000;
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
    + 'queue, cycle and binding, default plugins, one core; second of two runs in a process, so that the code is compiled.',
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
