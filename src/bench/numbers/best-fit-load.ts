import { fitPowerLaw } from '../../analysis/stats/power-law.js';
import { invariant } from '../../base/invariant.js';
import { CellPool } from '../../harness/runner/cell-pool.js';
import type { CellPlan } from '../../replay/plan.js';
import { Streams } from '../../world/kernel/streams.js';
import type { Load } from './load.js';

const GIBIBYTE = 2 ** 30;
const NODE_CPU_MILLI = 64_000;
const NODE_MEMORY_BYTES = 256 * GIBIBYTE;
const SIZES = 1000;
const PODS_PER_NODE = 10;
/** All in the same worker, one after another; the first one has the code compiled and is not told. */
const NODE_COUNTS = [10_000, 1000, 10_000, 100_000];

/** A million pods on a hundred thousand nodes by best fit, as one cell of a run; and how that grows. */
export const bestFit: Load = {
  name: 'best-fit',
  how: 'One worker of the runner, two GiB of heap and tables, replays one cell: 100,000 nodes of 64 cores and 256 GiB, 1,000,000 pods of 1,000 '
    + 'random sizes (CPU and memory drawn apart, up to 18 % of a node: in all 90 % of the cluster) that arrive at once, best fit with modelled '
    + 'decision time, the record of every pod and the final audit included. Memory is the peak of the whole process. The same with a '
    + 'tenth and a hundredth of nodes and pods gives the growth of the time per pod.',
  measures: [
    { name: 'seconds', title: 'best fit, 100,000 nodes x 1 M pods', unit: 's', target: { atMost: 60 } },
    { name: 'memory', title: 'best fit: peak of resident memory', unit: 'GiB', target: { atMost: 2 } },
    { name: 'unplaced', title: 'best fit: pods without a node', unit: 'pods', target: null },
    { name: 'per-pod-1000', title: 'best fit: 1,000 x 10,000', unit: 'us/pod', target: null },
    { name: 'per-pod-10000', title: 'best fit: 10,000 x 100,000', unit: 'us/pod', target: null },
    { name: 'per-pod-100000', title: 'best fit: 100,000 x 1 M', unit: 'us/pod', target: null },
    { name: 'exponent', title: 'best fit: exponent of growth', unit: '', target: null },
  ],
  async run(scale, round) {
    const counts = scale === 'full' ? NODE_COUNTS : NODE_COUNTS.map((nodes) => nodes / 100);
    const pool = new CellPool({ setup: { inputs: { nodes: [], pods: [], manifests: [] } }, jobs: 1, timeoutMs: 600_000, heapMegabytes: 2048 });
    try {
      const cells = [];
      for (const nodes of counts) cells.push(await placed(pool, packingCell(nodes, round)));
      const perPodUs = cells.map(({ seconds }, i) => (1e6 * seconds) / (counts[i]! * PODS_PER_NODE)).slice(1);
      const fitted = fitPowerLaw(perPodUs.map((us, i) => [counts[i + 1]!, us]));
      const last = cells.at(-1)!;
      // Kibibytes, by the manual of getrusage.
      const peak = process.resourceUsage().maxRSS * 1024;
      return [last.seconds, peak / GIBIBYTE, last.unplaced, ...perPodUs, fitted!.exponent];
    } finally {
      await pool.close();
    }
  },
};

async function placed(pool: CellPool, plan: CellPlan): Promise<{ readonly seconds: number; readonly unplaced: number }> {
  const { result, wallSeconds } = await pool.run({ plan, modules: [] }, new AbortController().signal);
  invariant(result.outcome === 'completed', `the cell ended as ${result.outcome}: ${result.reason?.message ?? ''}`);
  return { seconds: wallSeconds, unplaced: result.metrics.find(({ metric }) => metric === 'pods_unschedulable')!.value };
}

function packingCell(nodes: number, seed: number): CellPlan {
  const sizes = new Streams(seed).get('bench-sizes');
  const shapes = Array.from({ length: SIZES }, () => ({
    cpuMilli: 1 + sizes.below(0.18 * NODE_CPU_MILLI),
    memoryBytes: (1 + sizes.below(Math.floor(0.18 * NODE_MEMORY_BYTES / 2 ** 20))) * 2 ** 20,
    weight: 1,
  }));
  return {
    id: { suite: 'numbers', scenario: 'best-fit', variant: 'best-fit', point: `nodes=${nodes}`, seed },
    nodes: [{
      kind: 'uniform', count: nodes, name: 'node-{i}', allocatable: { cpu: NODE_CPU_MILLI, memory: NODE_MEMORY_BYTES }, allowedPods: 110,
      labels: {}, taints: [], zones: [], devices: null,
    }],
    workload: [{
      kind: 'synthetic', atUs: 0,
      options: {
        name: '', arrivals: { kind: 'at-once', atUs: 0 }, lifetimes: null, sizes: { kind: 'weighted', shapes },
        count: nodes * PODS_PER_NODE, untilUs: null,
      },
    }],
    changes: [],
    faults: [],
    scheduler: { name: 'best-fit', parameters: {} },
    decisionTime: 'modelled',
    controlPlane: null,
    unschedulable: 'give-up',
    until: { quietUs: 60e6, atMostUs: 7 * 24 * 3600e6 },
    memoryBytes: 2 * GIBIBYTE,
    recordPods: true,
  };
}
