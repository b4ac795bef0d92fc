// Measures the kube scheduler the way its contract is used: pods arrive, `step` places them one by one.
import { kube } from '../algorithms/schedulers/kube/kube.js';
import { defaultsOf } from '../algorithms/parameters.js';
import type { Scheduler, SchedulerContext } from '../algorithms/schedulers/contract.js';
import { Digest } from '../base/digest.js';
import { Cluster } from '../world/cluster/index.js';

export interface KubeBenchOptions {
  readonly nodes: number;
  /** Pods placed before the clock starts. */
  readonly existingPods: number;
  readonly measuredPods: number;
  readonly evaluation: 'fast' | 'plain';
  /** Different request vectors, so many pod classes; 1 = all pods alike. */
  readonly classes: number;
  /** 0 = adaptive. */
  readonly percentageOfNodesToScore: number;
}

/** SchedulingBasic of scheduler_perf at its performance size. */
export const SCHEDULING_BASIC: KubeBenchOptions = {
  nodes: 5_000, existingPods: 1_000, measuredPods: 10_000, evaluation: 'fast', classes: 1, percentageOfNodesToScore: 0,
};

export interface KubeBenchResult {
  readonly placementsPerSecond: number;
  /** Digest of (pod, node) of every placement, the existing ones included. */
  readonly digest: string;
  readonly nodesVisited: number;
}

const MEBIBYTE = 2 ** 20;

/**
 * Places pods on nodes of 4 CPU, 32 GiB, 110 pods; a pod asks for 100m and 500 MiB (with several classes: a little more
 * each) and carries no constraints.
 *
 * @param nowMs  wall clock in milliseconds
 */
export function benchKube(options: KubeBenchOptions, nowMs: () => number): KubeBenchResult {
  const cluster = new Cluster();
  for (let i = 0; i < options.nodes; i++) {
    cluster.addNode({ name: `node-${i}`, allocatable: { cpu: 4_000, memory: 32 * 1024 * MEBIBYTE }, allowedPods: 110 });
  }
  for (let i = 0; i < options.classes; i++) {
    cluster.addClass({ requests: { cpu: 100 + (i % 50), memory: (500 + Math.floor(i / 50)) * MEBIBYTE } });
  }
  const digest = new Digest();
  const context = benchContext(cluster, digest);
  const scheduler = kube.create(context, {
    ...defaultsOf(kube.parameters),
    evaluation: options.evaluation,
    percentageOfNodesToScore: options.percentageOfNodesToScore,
  });
  place(cluster, scheduler, options.existingPods);
  const startMs = nowMs();
  place(cluster, scheduler, options.measuredPods);
  const seconds = (nowMs() - startMs) / 1000;
  return {
    placementsPerSecond: options.measuredPods / seconds,
    digest: digest.hex(),
    nodesVisited: context.operations.nodesVisited,
  };
}

function place(cluster: Cluster, scheduler: Scheduler, pods: number): void {
  for (let i = 0; i < pods; i++) scheduler.podArrived(cluster.addPod(i % cluster.classes.length, 0));
  while (scheduler.step!());
}

/** As much of a host as the scheduler needs to place pods that all fit. */
function benchContext(cluster: Cluster, digest: Digest): SchedulerContext {
  const unused = (): never => { throw new Error('not part of this benchmark'); };
  return {
    cluster,
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
    actor: 0,
    unschedulable: 'give-up',
    expected: [],
    nowUs: () => 0,
    stream: unused,
    bind(pod, node) {
      cluster.bind(pod, node);
      digest.add(pod);
      digest.add(node);
    },
    transact: unused,
    preempt: unused,
    failed: unused,
    giveUp: unused,
    spend: unused,
    setTimer: unused,
    cancelTimer: unused,
    replica: unused,
  };
}
