import type { KubeObject } from '../world/objects/index.js';
import type { NodeColumns, PodColumns } from '../workloads/demand.js';
import type { ClusterDump } from '../workloads/dump/cluster-dump.js';
import type { SyntheticOptions } from '../workloads/generators/synthetic.js';
import type { SchedulerPerfPlan } from './scheduler-perf/plan.js';

/** Identifies a cell: rows of results, pairs of base and head, baselines. */
export interface CellId {
  readonly suite: string;
  readonly scenario: string;
  readonly variant: string;
  /** Sweep point as `key=value` pairs joined by a comma, in the order of the scenario; empty without a sweep. */
  readonly point: string;
  readonly seed: number;
}

/** An algorithm with its parameters, decoded: defaults are filled in, durations are microseconds. */
export interface AlgorithmChoice {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type NodePlan =
  /** Rows of a node trace; `input` indexes `CellInputs.nodes`. Shuffled: a seeded permutation (stream `node-order`). */
  | { readonly kind: 'trace'; readonly input: number; readonly order: 'recorded' | 'shuffled'; readonly allowedPods: number }
  | {
    readonly kind: 'uniform';
    readonly count: number;
    /** `{i}` is replaced by 0, 1, 2 ... */
    readonly name: string;
    /** milli-CPU for `cpu`, whole units else. */
    readonly allocatable: Readonly<Record<string, number>>;
    readonly allowedPods: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
    /** Zones given to the nodes in turn; label `topology.kubernetes.io/zone`. */
    readonly zones: readonly string[];
    readonly devices: { readonly count: number; readonly model: string } | null;
  }
  /** Node manifests; `input` indexes `CellInputs.manifests`. */
  | { readonly kind: 'manifests'; readonly input: number }
  /**
   * Nodes and objects of a dump; `input` indexes `CellInputs.dumps`. Its bound pods stay where they are (`keep`), arrive
   * as if they were new (`re-place`) or are left out (`drop`); its pending pods arrive unless they are dropped.
   */
  | { readonly kind: 'dump'; readonly input: number; readonly pods: 'keep' | 're-place' | 'drop' };

export type WorkloadPlan =
  | {
    readonly kind: 'trace';
    /** Indexes `CellInputs.pods`. */
    readonly input: number;
    readonly order: 'recorded' | 'shuffled';
    /** Demand as a fraction of device capacity (1.3 = 130 %): the list is cloned or thinned to it; null = as recorded. */
    readonly fill: number | null;
    /** `recorded`: creation times of the trace; `one-by-one`: each pod is submitted when the one before is decided. */
    readonly times: 'recorded' | 'one-by-one';
    /** Divides recorded times and lifetimes; 1 = as recorded. */
    readonly speedup: number;
    readonly lifetimes: 'recorded' | 'endless';
  }
  | { readonly kind: 'manifests'; readonly input: number; readonly atUs: number }
  | { readonly kind: 'synthetic'; readonly options: SyntheticOptions; readonly atUs: number }
  /** Equal pods one by one until one finds no node; `input` indexes `CellInputs.manifests`, which hold that one pod. */
  | { readonly kind: 'headroom'; readonly input: number; readonly most: number };

export type ChangePlan =
  | { readonly kind: 'scale'; readonly atUs: number; readonly target: string; readonly replicas: number }
  | { readonly kind: 'set-image'; readonly atUs: number; readonly target: string; readonly image: string; readonly container: string | null }
  | { readonly kind: 'delete'; readonly atUs: number; readonly target: string };

/** A fault with its decoded parameters; the definition in the catalogue says what it does. */
export interface FaultPlan { readonly atUs: number; readonly fault: AlgorithmChoice }

/** Every hop of the control plane, microseconds of virtual time; all zero = the hop costs nothing. */
export interface Latencies {
  /** Request sent -> committed in the store -> answered. */
  readonly apiUs: number;
  /** Committed -> seen by a watcher. */
  readonly watchUs: number;
  /** Pod bound -> its containers run. Median of a lognormal when `startSigma` > 0, drawn per pod. */
  readonly startUs: number;
  readonly startSigma: number;
  /** Containers run -> Ready. */
  readonly readyUs: number;
  /** Deletion asked for -> the pod is gone. */
  readonly stopUs: number;
}

export interface ControlPlanePlan {
  readonly latencies: Latencies;
  /** Client-side limits of each controller's API client; null = unlimited. Upstream default 20/s, burst 30. */
  readonly clientLimit: { readonly perSecond: number; readonly burst: number } | null;
  /** Controller name -> choice; upstream's algorithms by default. */
  readonly controllers: Readonly<Record<string, AlgorithmChoice>>;
  readonly strategy: AlgorithmChoice;
  /** Workers per controller queue. */
  readonly workers: number;
}

/** Everything that a replay needs to know of one cell, plain data. */
export interface CellPlan {
  readonly id: CellId;
  readonly nodes: readonly NodePlan[];
  readonly workload: readonly WorkloadPlan[];
  readonly changes: readonly ChangePlan[];
  readonly faults: readonly FaultPlan[];
  readonly scheduler: AlgorithmChoice;
  /** Decision time in virtual time: the scheduler's own cost model, or none. */
  readonly decisionTime: 'modelled' | 'none';
  /** null = scheduler only: the workload feeds the scheduler directly. */
  readonly controlPlane: ControlPlanePlan | null;
  readonly unschedulable: 'wait' | 'give-up';
  readonly until: { readonly quietUs: number; readonly atMostUs: number };
  /** Bytes that the cell's tables may take; the cell ends as crashed (memory) beyond. */
  readonly memoryBytes: number;
  /** Whether to record one row per pod. */
  readonly recordPods: boolean;
  /** A scheduler_perf workload, which makes its own nodes and pods: `nodes` and `workload` are empty. Absent = none. */
  readonly schedulerPerf?: SchedulerPerfPlan;
}

/** Large inputs, parsed once by the main thread and shared by all cells; plan entries refer to them by index. */
export interface CellInputs {
  readonly nodes: readonly NodeColumns[];
  readonly pods: readonly PodColumns[];
  readonly manifests: readonly (readonly KubeObject[])[];
  /** Absent = none. */
  readonly dumps?: readonly ClusterDump[];
}
