import { benchKube, SCHEDULING_BASIC } from '../kube/bench.js';
import type { Load } from './load.js';

/** SchedulingBasic of scheduler_perf at its performance size, and the same decisions by a plain scan. */
export const kube: Load = {
  name: 'kube',
  how: '5,000 nodes of 4 CPU, 32 GiB, 110 pods; 1,000 pods placed, then 10,000 of 100m and 500 MiB timed, default plugins and sampling, one '
    + 'core; second of two runs in a process, so that the code is compiled. The same pods are placed by a scan that evaluates every '
    + 'plugin on every node it visits; the digests of (pod, node) are compared.',
  measures: [
    { name: 'placements', title: 'kube, 5,000 nodes', unit: 'k pods/s', target: { atLeast: 30 } },
    { name: 'first', title: 'kube: first run of the process', unit: 'k pods/s', target: null },
    { name: 'plain', title: 'kube: by a plain scan', unit: 'k pods/s', target: null },
    { name: 'different', title: 'kube: runs unlike the plain scan', unit: 'runs', target: { atMost: 0 } },
  ],
  run(scale) {
    const options = { podShapes: 1, nodeShapes: 1, most: scale === 'full' ? 10_000 : 200 };
    const now = (): number => performance.now();
    const first = benchKube(SCHEDULING_BASIC, { ...options, evaluation: 'fast' }, now);
    const second = benchKube(SCHEDULING_BASIC, { ...options, evaluation: 'fast' }, now);
    const plain = benchKube(SCHEDULING_BASIC, { ...options, evaluation: 'plain' }, now);
    const different = [first, second].filter(({ digest }) => digest !== plain.digest).length;
    return [second.placementsPerSecond / 1000, first.placementsPerSecond / 1000, plain.placementsPerSecond / 1000, different];
  },
};
