// A scheduler on a real host and kernel, fed pod by pod: what the tests of schedulers ask questions with.
import { FREE, type CostModel, type SchedulerDefinition } from '../../../src/algorithms/schedulers/contract.js';
import { defaultsOf } from '../../../src/algorithms/parameters.js';
import { SchedulerHost } from '../../../src/replay/scheduler-host.js';
import { Cluster, type NodeSpec } from '../../../src/world/cluster/index.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';
import { Streams } from '../../../src/world/kernel/streams.js';
import type { DemandGroup } from '../../../src/world/metrics/fragmentation.js';

export interface TrialOptions {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly unschedulable?: 'wait' | 'give-up';
  readonly seed?: number;
  readonly cost?: CostModel;
  readonly expected?: readonly DemandGroup[];
}

export class Trial {
  readonly kernel = new Kernel();
  readonly cluster = new Cluster();
  readonly host: SchedulerHost;
  /** Decisions in order: [pod, node or -1, virtual time]. */
  readonly decisions: [pod: number, node: number, atUs: number][] = [];
  /** Pods that the scheduler wants to be gone, in order; whether they end is up to the test. */
  readonly evicted: number[] = [];

  constructor(definition: SchedulerDefinition, nodes: readonly NodeSpec[], options: TrialOptions = {}) {
    for (const node of nodes) this.cluster.addNode(node);
    this.host = new SchedulerHost(definition, { ...defaultsOf(definition.parameters), ...options.parameters }, {
      kernel: this.kernel,
      cluster: this.cluster,
      streams: new Streams(options.seed ?? 1),
      sink: {
        bound: (pod, node) => { this.decisions.push([pod, node, this.kernel.nowUs]); },
        gaveUp: (pod) => { this.decisions.push([pod, -1, this.kernel.nowUs]); },
        attemptFailed: (pod) => { this.decisions.push([pod, -1, this.kernel.nowUs]); },
        preempted: (victim) => { this.evicted.push(victim); },
        decided: () => {},
      },
      unschedulable: options.unschedulable ?? 'give-up',
      cost: options.cost ?? FREE,
      expected: options.expected ?? [],
    });
  }

  /** Adds a pod without running the clock; answers its row. */
  arrive(classId: number): number {
    const pod = this.cluster.addPod(classId, this.kernel.nowUs);
    this.host.podArrived(pod);
    return pod;
  }

  /** Adds a pod and lets everything due now happen; answers its node, -1 when it has none. */
  submit(classId: number): number {
    const pod = this.arrive(classId);
    this.settle();
    return this.cluster.pods.node[pod]!;
  }

  /** A bound pod ends. */
  end(pod: number): void {
    const node = this.cluster.pods.node[pod]!;
    this.cluster.release(pod);
    this.host.podEnded(pod, node);
  }

  /** Lets everything happen that is due at this instant. */
  settle(): void { this.kernel.run(this.kernel.nowUs); }
}
