/** A file of an object with template actions in it; plain data, so that it crosses threads. */
export interface TemplateText {
  /** As the file that names it writes it: results must not depend on where the files lie. */
  readonly file: string;
  readonly text: string;
}

/** Labels that a pod must have; empty = all pods. */
export type LabelEquals = Readonly<Record<string, string>>;

/** What is done to the nodes of a `createNodes` beside creating them. */
export type NodePreparation =
  | { readonly kind: 'labels'; readonly key: string; readonly values: readonly string[] }
  /** Each node gets a value of its own. */
  | { readonly kind: 'unique-label'; readonly key: string }
  | {
    readonly kind: 'allocatable';
    /** Resource name -> quantity. */
    readonly allocatable: Readonly<Record<string, string>>;
    /** Storage driver -> how many of its volumes each node attaches. */
    readonly drivers: Readonly<Record<string, number>>;
    /** In-tree volume plugins whose volumes their storage drivers serve. */
    readonly migratedPlugins: readonly string[];
  };

export interface CreatePods {
  readonly opcode: 'createPods';
  readonly count: number;
  /** null = `namespace-<index of the operation>`. */
  readonly namespace: string | null;
  /** null = the pod that upstream builds in. */
  readonly template: TemplateText | null;
  readonly collectMetrics: boolean;
  readonly skipWaitToCompletion: boolean;
  /** How long to delete pods once all are scheduled, and create as many again; null = pods are created once. */
  readonly steadyStateUs: number | null;
  /** Each pod gets a claim bound to a volume of its own. */
  readonly volume: { readonly persistentVolume: TemplateText; readonly claim: TemplateText } | null;
}

/**
 * One operation of a workload, with the workload's parameters filled in; sets of pods are unrolled to `createPods`.
 *
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf (operations.go, update.go, dra.go).
 */
export type PerfOperation =
  | { readonly opcode: 'createNodes'; readonly count: number; readonly template: TemplateText | null; readonly prepare: NodePreparation | null }
  | { readonly opcode: 'createNamespaces'; readonly prefix: string; readonly count: number; readonly template: TemplateText | null }
  | CreatePods
  | {
    readonly opcode: 'deletePods';
    readonly namespace: string;
    readonly labels: LabelEquals;
    /** The deletions go on while later operations run. */
    readonly skipWaitToCompletion: boolean;
    /** 0 = all at once. */
    readonly perSecond: number;
  }
  | {
    readonly opcode: 'churn';
    readonly mode: 'create' | 'recreate';
    /** `create`: ticks after which it ends, 0 = never; `recreate`: slots that are filled and emptied in turn. */
    readonly number: number;
    readonly intervalUs: number;
    /** null = `namespace-<index of the operation>`. */
    readonly namespace: string | null;
    readonly templates: readonly TemplateText[];
  }
  /** Empty `namespaces`: those with pods that nobody has waited for. */
  | { readonly opcode: 'barrier'; readonly namespaces: readonly string[]; readonly labels: LabelEquals; readonly stage: 'Scheduled' | 'Attempted' }
  | { readonly opcode: 'sleep'; readonly us: number }
  | { readonly opcode: 'startCollectingMetrics'; readonly name: string; readonly namespaces: readonly string[]; readonly labels: LabelEquals }
  | { readonly opcode: 'stopCollectingMetrics' }
  /** Empty `namespace`: objects of a kind without namespace. */
  | { readonly opcode: 'createAny'; readonly template: TemplateText; readonly namespace: string; readonly count: number }
  | {
    readonly opcode: 'updateAny';
    readonly template: TemplateText;
    readonly namespace: string;
    readonly count: number;
    /** 0 = all at once. */
    readonly perSecond: number;
    readonly subresources: readonly string[];
  }
  /** Dynamic resource allocation: understood, and the reason why a workload with it is refused. */
  | { readonly opcode: 'createResourceClaims'; readonly template: TemplateText; readonly namespace: string; readonly count: number }
  | { readonly opcode: 'createResourceDriver'; readonly driver: string; readonly nodes: string; readonly maxClaimsPerNode: number }
  | { readonly opcode: 'allocResourceClaims'; readonly namespace: string };
