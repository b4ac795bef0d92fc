// Measures the kube scheduler the way its contract is used: a pod arrives, `step` decides until there is nothing to do.
import { kube } from '../../algorithms/schedulers/kube/kube.js';
import { defaultsOf } from '../../algorithms/parameters.js';
import type { Scheduler, SchedulerContext } from '../../algorithms/schedulers/contract.js';
import { Digest } from '../../base/digest.js';
import { nodeSpecOf, podClassSpecOf } from '../../replay/kube-specs.js';
import { Cluster, POD_STATE } from '../../world/cluster/index.js';
import { LANE } from '../../world/kernel/lanes.js';
import { Kernel } from '../../world/kernel/kernel.js';
import { Streams } from '../../world/kernel/streams.js';
import { podSpec, UNFIT, type KubeWorkload, type PodRun } from './workloads.js';

export interface KubeBenchOptions {
  readonly evaluation: 'fast' | 'plain';
  /** Variants of every pod shape, which differ a little in their requests. */
  readonly podShapes: number;
  /** Variants of the node shape, which differ a little in capacity, and in a label. */
  readonly nodeShapes: number;
  /** Only the first so many measured pods. */
  readonly most?: number;
}

export interface KubeBenchResult {
  readonly placementsPerSecond: number;
  readonly placed: number;
  /** Node of every measured pod in order, -1 = none. */
  readonly placements: Int32Array;
  /** Digest of the placements. */
  readonly digest: string;
  readonly nodesVisited: number;
}

/**
 * Places a workload's pods, one after the other.
 *
 * @param nowMs  wall clock in milliseconds
 */
export function benchKube(workload: KubeWorkload, options: KubeBenchOptions, nowMs: () => number): KubeBenchResult {
  const cluster = clusterOf(workload, options);
  const host = new BenchHost(cluster);
  const classes = new ClassesOfRuns(cluster, options.podShapes);
  let initial = 0;
  for (const podRun of workload.initial) {
    for (const classId of classes.of(podRun)) {
      const pod = cluster.addPod(classId, 0);
      cluster.pods.startUs[pod] = 0;
      cluster.place(pod, initial++ % workload.nodes);
    }
  }
  const scheduler = host.start(kube.create(host.context, {
    ...defaultsOf(kube.parameters),
    evaluation: options.evaluation,
    percentageOfNodesToScore: workload.percentageOfNodesToScore ?? 0,
  }));
  const pods = measuredPods(cluster, classes, workload, options.most ?? Infinity);
  const startMs = nowMs();
  for (const pod of pods) {
    scheduler.podArrived(pod);
    host.work();
  }
  const seconds = (nowMs() - startMs) / 1000;
  const placements = Int32Array.from(pods, (pod) => cluster.pods.node[pod]!);
  const placed = placements.filter((node) => node >= 0).length;
  const digest = new Digest();
  for (const node of placements) digest.add(node);
  return {
    placementsPerSecond: placed / seconds, placed, placements,
    digest: digest.hex(), nodesVisited: host.context.operations.nodesVisited,
  };
}

function clusterOf({ nodes, zones, labelledNamespaces = [], serviceNamespaces = [] }: KubeWorkload, { nodeShapes }: KubeBenchOptions): Cluster {
  const cluster = new Cluster();
  for (let i = 0; i < nodes; i++) {
    const name = `scheduler-perf-${String(i).padStart(6, '0')}`;
    const shape = i % nodeShapes;
    cluster.addNode(nodeSpecOf({
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          ...zones.length === 0 ? {} : { 'topology.kubernetes.io/zone': zones[i % zones.length]! },
          ...nodeShapes === 1 ? {} : { shape: `shape-${shape}` },
        },
      },
      spec: {},
      status: { allocatable: { pods: '110', cpu: `${4000 + shape * 20}m`, memory: `${32 * 1024 + shape * 64}Mi` } },
    }));
  }
  for (const name of labelledNamespaces) cluster.objects.put('Namespace', { metadata: { name, labels: { team: 'devops' } } });
  for (const namespace of serviceNamespaces) {
    cluster.objects.put('Service', { metadata: { name: 'service-0', namespace }, spec: { selector: { app: 'scheduler-perf' } } });
  }
  return cluster;
}

function measuredPods(cluster: Cluster, classes: ClassesOfRuns, { measured, unfitAfter }: KubeWorkload, most: number): readonly number[] {
  const pods: number[] = [];
  const [unfit] = classes.of({ shape: UNFIT, namespace: 'measure', count: 1 });
  for (const podRun of measured) {
    for (const classId of classes.of(podRun)) {
      if (pods.length >= most) return pods;
      pods.push(cluster.addPod(classId, 0));
      const isNth = unfitAfter !== undefined && (pods.length + 1) % (unfitAfter + 1) === 0;
      if (isNth && pods.length < most) pods.push(cluster.addPod(unfit!, 0));
    }
  }
  return pods;
}

/** Pod classes of runs: one for each variant of a shape in a namespace. */
class ClassesOfRuns {
  readonly #known = new Map<string, number>();

  constructor(private readonly cluster: Cluster, private readonly variants: number) {}

  /** Class of each pod of a run, in order. */
  * of({ shape, namespace, count, namespaces }: PodRun): Iterable<number> {
    const spaces = namespaces === undefined ? [namespace] : Array.from({ length: namespaces }, (_, i) => `${namespace}-${i}`);
    for (const space of spaces) for (let i = 0; i < count; i++) yield this.#classOf(shape, space, i % this.variants);
  }

  #classOf(shape: PodRun['shape'], namespace: string, variant: number): number {
    const key = JSON.stringify([shape, namespace, variant]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const cpuMilli = (shape.cpuMilli ?? 100) + (variant % 10);
    const { id } = this.cluster.addClass(podClassSpecOf({
      metadata: { name: '', namespace, ...shape.labels === undefined ? {} : { labels: shape.labels } },
      spec: podSpec({ ...shape, cpuMilli }, `${500 + Math.floor(variant / 10)}Mi`),
    }));
    this.#known.set(key, id);
    return id;
  }
}

/** As much of a host as the scheduler needs: virtual time stands still unless the scheduler waits for a timer. */
class BenchHost {
  readonly context: SchedulerContext;
  readonly #cluster: Cluster;
  readonly #victims: number[] = [];
  #scheduler!: Scheduler;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    const kernel = new Kernel();
    const streams = new Streams(1);
    const timer = kernel.kind({ name: 'timer', lane: LANE.WORK, handler: (tag) => this.#scheduler.timer?.(tag) });
    const unused = (): never => { throw new Error('not part of this benchmark'); };
    this.context = {
      cluster,
      operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
      actor: 0, unschedulable: 'wait', expected: [],
      nowUs: () => kernel.nowUs,
      stream: (purpose) => streams.get(purpose),
      bind: (pod, node) => cluster.bind(pod, node),
      preempt: (victim) => { this.#victims.push(victim); },
      failed: () => {}, giveUp: () => {},
      setTimer: (delayUs, tag) => kernel.at(kernel.nowUs + delayUs, timer, tag),
      cancelTimer: (handle) => { kernel.cancel(handle); },
      transact: unused, write: unused, spend: unused, replica: unused,
    };
  }

  start(scheduler: Scheduler): Scheduler { return this.#scheduler = scheduler; }

  /** Lets the scheduler decide until there is nothing to do; evicted pods are gone at once. */
  work(): void {
    const { pods } = this.#cluster;
    for (;;) {
      while (this.#scheduler.step!());
      if (this.#victims.length === 0) return;
      for (const victim of this.#victims.splice(0)) {
        if (pods.state[victim] !== POD_STATE.BOUND) continue;
        const node = pods.node[victim]!;
        this.#cluster.release(victim);
        this.#scheduler.podEnded!(victim, node);
      }
    }
  }
}
