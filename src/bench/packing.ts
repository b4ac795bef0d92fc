import { FREE, type SchedulerDefinition } from '../algorithms/schedulers/contract.js';
import { defaultsOf } from '../algorithms/parameters.js';
import { SchedulerHost } from '../replay/scheduler-host.js';
import { Cluster } from '../world/cluster/index.js';
import { Kernel } from '../world/kernel/kernel.js';
import { Streams } from '../world/kernel/streams.js';

/** What one run of the packing benchmark measured. */
export interface PackingResult {
  readonly placed: number;
  readonly failed: number;
  /** Wall time from the first arrival to the last decision, without building the cluster. */
  readonly seconds: number;
  /** Processor time of the process over the same span: what remains when other work shares the machine. */
  readonly cpuSeconds: number;
  readonly placementsPerSecond: number;
  /** Bytes of the cluster's tables at the end. */
  readonly tableBytes: number;
  /** Resident memory of the process at the end: tables, indexes and everything else. */
  readonly residentBytes: number;
}

const GIBIBYTE = 2 ** 30;
const NODE_CPU_MILLI = 64_000;
const NODE_MEMORY_BYTES = 256 * GIBIBYTE;
const CLASSES = 1000;

/**
 * Places pods of 1,000 random request sizes on equal nodes of 64 cores and 256 GiB, through the scheduler host and
 * without decision time. CPU and memory of a size are drawn apart, uniformly up to 18 % of a node, so that pods of ten
 * times the number of nodes want about 90 % of the cluster and nodes fill up unevenly.
 */
export function benchPacking(
  definition: SchedulerDefinition, options: { readonly nodes: number; readonly pods: number; readonly seed: number },
): PackingResult {
  const cluster = new Cluster();
  const streams = new Streams(options.seed);
  const sizes = streams.get('bench-sizes');
  for (let node = 0; node < options.nodes; node++) {
    cluster.addNode({ name: `node-${node}`, allocatable: { cpu: NODE_CPU_MILLI, memory: NODE_MEMORY_BYTES } });
  }
  for (let i = 0; i < CLASSES; i++) {
    const cpu = 1 + sizes.below(Math.floor(0.18 * NODE_CPU_MILLI));
    const memory = (1 + sizes.below(Math.floor(0.18 * NODE_MEMORY_BYTES / 2 ** 20))) * 2 ** 20;
    cluster.addClass({ requests: { cpu, memory } });
  }
  const kernel = new Kernel();
  let placed = 0;
  let failed = 0;
  const host = new SchedulerHost(definition, defaultsOf(definition.parameters), {
    kernel, cluster, streams,
    sink: {
      bound: () => { placed++; }, gaveUp: () => { failed++; }, attemptFailed: () => { failed++; },
      preempted: () => {}, decided: () => {},
    },
    unschedulable: 'give-up',
    cost: FREE,
    expected: [],
  });
  const arrivals = streams.get('bench-arrivals');
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  for (let i = 0; i < options.pods; i++) {
    host.podArrived(cluster.addPod(arrivals.below(CLASSES), 0));
    kernel.run(0);
  }
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuStart);
  return {
    placed, failed, seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    placementsPerSecond: placed / seconds,
    tableBytes: cluster.tableBytes,
    residentBytes: process.memoryUsage.rss(),
  };
}
