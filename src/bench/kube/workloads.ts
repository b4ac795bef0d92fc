import type { Affinity, PodSpec, TopologySpreadConstraint } from '../../world/objects/index.js';

/** A run of equal pods. With `namespaces` there are `count` of them in each of `<namespace>-0`, `<namespace>-1`, ... */
export interface PodRun {
  readonly shape: PodShape;
  readonly namespace: string;
  readonly count: number;
  readonly namespaces?: number;
}

/** What tells pods apart. */
export interface PodShape {
  readonly labels?: Readonly<Record<string, string>>;
  readonly cpuMilli?: number;
  readonly priority?: number;
  readonly affinity?: Affinity;
  readonly spread?: readonly TopologySpreadConstraint[];
  /** Asks for nothing. */
  readonly isBestEffort?: boolean;
}

/** A load for the kube scheduler, after one case of scheduler_perf. */
export interface KubeWorkload {
  readonly name: string;
  /** In at most 24 characters, for the table of numbers. */
  readonly title: string;
  readonly nodes: number;
  /** Node i lies in zone i mod the number of zones. */
  readonly zones: readonly string[];
  /** Placed before the clock starts, pod i on node i mod the number of nodes. */
  readonly initial: readonly PodRun[];
  readonly measured: readonly PodRun[];
  /** After every so many measured pods comes one that fits no node. */
  readonly unfitAfter?: number;
  readonly percentageOfNodesToScore?: number;
  /** Namespaces that carry the label team=devops. */
  readonly labelledNamespaces?: readonly string[];
  /** Namespaces with a Service that selects app=scheduler-perf. */
  readonly serviceNamespaces?: readonly string[];
  /** Placements per second of kube-scheduler v1.36.3 in process, 16 threads on 2 cores, without API server. */
  readonly real: number;
  /** Placements per second to reach on one core. */
  readonly goal: number;
}

const BASIC: PodShape = {};
const MOON = ['moon-1', 'moon-2', 'moon-3'];
const ZONE_1 = ['zone1'];
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const SCHED = { namespaces: ['sched-1', 'sched-0'] };
const DEVOPS = { namespaceSelector: { matchLabels: { team: 'devops' } } };

const term = (color: string, topologyKey: string, where: object): { labelSelector: { matchLabels: { color: string } }; topologyKey: string } =>
  ({ labelSelector: { matchLabels: { color } }, topologyKey, ...where });

const affine = (where: object): PodShape => ({
  labels: { color: 'blue' },
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('blue', ZONE, where)] } },
});
const apart = (where: object): PodShape => ({
  labels: { color: 'green' },
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('green', HOSTNAME, where)] } },
});
const drawn = (where: object): PodShape => ({
  labels: { color: 'red' },
  affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term('red', HOSTNAME, where) }] } },
});
const shy = (where: object): PodShape => ({
  labels: { color: 'yellow' },
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term('yellow', HOSTNAME, where) }] } },
});
const spreading = (whenUnsatisfiable: string): PodShape => ({
  labels: { color: 'blue' },
  spread: [{ maxSkew: 5, topologyKey: ZONE, whenUnsatisfiable, labelSelector: { matchLabels: { color: 'blue' } } }],
});
const zoned: PodShape = {
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: ['zone1', 'zone2'] }] }],
  } } },
};
const low: PodShape = { cpuMilli: 900 };
const high: PodShape = { cpuMilli: 3000, priority: 10 };
const labelled: PodShape = { labels: { app: 'scheduler-perf' }, isBestEffort: true };

/** A pod with more CPU than any node has, and a priority that puts it first. */
export const UNFIT: PodShape = { cpuMilli: 9000, priority: 10 };

const run = (shape: PodShape, namespace: string, count: number): readonly PodRun[] => [{ shape, namespace, count }];

type Figures = Pick<KubeWorkload, 'title' | 'real' | 'goal'>;

function basic(name: string, nodes: number, figures: Figures, percentageOfNodesToScore = 0): KubeWorkload {
  return {
    name, nodes, zones: [], percentageOfNodesToScore, ...figures,
    initial: run(BASIC, 'init', 1000), measured: run(BASIC, 'measure', 10_000),
  };
}

function pairwise(name: string, shape: PodShape, sizes: readonly [initial: number, measured: number], zones: readonly string[], figures: Figures): KubeWorkload {
  return { name, nodes: 5000, zones, ...figures, initial: run(shape, 'sched-0', sizes[0]), measured: run(shape, 'sched-1', sizes[1]) };
}

interface SelectingSizes { readonly nodes: number; readonly perNamespace: number; readonly measured: number }

function selecting(name: string, shape: PodShape, sizes: SelectingSizes, figures: Figures): KubeWorkload {
  return {
    name, nodes: sizes.nodes, zones: [], ...figures,
    initial: [{ shape, namespace: 'init-ns', count: sizes.perNamespace, namespaces: 100 }],
    measured: run(shape, 'measure-ns-0', sizes.measured),
    labelledNamespaces: [...Array.from({ length: 100 }, (_, i) => `init-ns-${i}`), 'measure-ns-0'],
  };
}

function spread(name: string, shape: PodShape, namespace: string, measured: number, figures: Figures): KubeWorkload {
  return { name, nodes: 5000, zones: MOON, ...figures, initial: run(BASIC, 'init', 5000), measured: run(shape, namespace, measured) };
}

/**
 * The loads of the README's table. Objects as in the templates of kubernetes v1.36, test/integration/scheduler_perf; the
 * real figures were measured with its scheduler in process on a machine of two cores.
 */
export const KUBE_WORKLOADS: readonly KubeWorkload[] = [
  basic('basic', 5000, { title: 'basic, 5,000 nodes', real: 844, goal: 100_000 }),
  basic('basic-all', 5000, { title: 'basic, all 5,000 scored', real: 108, goal: 30_000 }, 100),
  basic('basic-50k', 50_000, { title: 'basic, 50,000 nodes', real: 185, goal: 60_000 }),
  basic('basic-100k', 100_000, { title: 'basic, 100,000 nodes', real: 91, goal: 40_000 }),
  { ...pairwise('node-affinity', zoned, [5000, 10_000], ZONE_1, { title: 'node affinity', real: 721, goal: 75_000 }),
    initial: run(zoned, 'init', 5000), measured: run(zoned, 'measure', 10_000) },
  spread('spread', spreading('DoNotSchedule'), 'measure', 5000, { title: 'spread, DoNotSchedule', real: 466, goal: 50_000 }),
  spread('spread-soft', spreading('ScheduleAnyway'), 'measure', 5000, { title: 'spread, ScheduleAnyway', real: 489, goal: 50_000 }),
  { ...spread('spread-default', labelled, 'service-ns', 10_000, { title: 'spread by default', real: 511, goal: 50_000 }),
    serviceNamespaces: ['service-ns'] },
  pairwise('anti-affinity', apart(SCHED), [1000, 2000], [], { title: 'required anti-affinity', real: 337, goal: 35_000 }),
  pairwise('affinity', affine(SCHED), [5000, 5000], ZONE_1, { title: 'required affinity', real: 158, goal: 20_000 }),
  pairwise('preferred-affinity', drawn(SCHED), [5000, 5000], [], { title: 'preferred affinity', real: 154, goal: 20_000 }),
  pairwise('preferred-anti-affinity', shy(SCHED), [5000, 5000], [], { title: 'preferred anti-affinity', real: 169, goal: 20_000 }),
  selecting('anti-affinity-namespaces', apart(DEVOPS), { nodes: 6000, perNamespace: 40, measured: 2000 },
    { title: 'anti-affinity, selector', real: 167, goal: 20_000 }),
  selecting('preferred-affinity-namespaces', drawn(DEVOPS), { nodes: 5000, perNamespace: 50, measured: 5000 },
    { title: 'pref. affinity, selector', real: 150, goal: 20_000 }),
  { ...basic('unschedulable', 5000, { title: 'unschedulable mix', real: 577, goal: 60_000 }), initial: run(BASIC, 'init', 100), unfitAfter: 10 },
  { name: 'preemption', nodes: 5000, zones: [], title: 'preemption', real: 74, goal: 7500,
    initial: run(low, 'init', 20_000), measured: run(high, 'measure', 5000) },
  { name: 'mixed', nodes: 5000, zones: ZONE_1, title: 'basic among affinity', real: 479, goal: 50_000,
    initial: [BASIC, affine(SCHED), apart(SCHED), drawn(SCHED), shy(SCHED)].flatMap((shape) => run(shape, 'sched-0', 2000)),
    measured: run(BASIC, 'measure', 5000) },
];

/** Containers as the API server would store them. */
export function podSpec({ cpuMilli = 100, isBestEffort = false, priority, affinity, spread }: PodShape, memory = '500Mi'): PodSpec {
  return {
    containers: [{
      name: 'pause', image: 'registry.k8s.io/pause:3.10.2',
      ...isBestEffort ? {} : { resources: { requests: { cpu: `${cpuMilli}m`, memory } } },
    }],
    ...priority === undefined ? {} : { priority },
    ...affinity === undefined ? {} : { affinity },
    ...spread === undefined ? {} : { topologySpreadConstraints: spread },
  };
}
