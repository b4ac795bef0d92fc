// Hot path: measured for every changed node after every decision. Benchmark: the sixty replays of the openb experiment.
import { byCodeUnit } from '../../base/by-code-unit.js';
import { CPU, type Cluster } from '../cluster/index.js';

/** Pods of one demand: how often a workload asks for exactly this. */
export interface DemandGroup {
  readonly cpuMilli: number;
  readonly deviceCount: number;
  /** Thousandths of each device; 0 without devices. */
  readonly deviceMilli: number;
  /** Device models accepted, null = any. */
  readonly models: readonly string[] | null;
  readonly podCount: number;
}

/** A demand that a workload asks for often, with its share among such demands; shares sum to 1. */
export interface TypicalPod extends DemandGroup { readonly share: number }

/** Share of the pods that the typical ones must cover, percent. Source: the published experiment's configuration. */
const COVERED_PERCENT = 95;

/**
 * The commonest demands of a workload, until they cover 95 % of its pods. Ties in number of pods are ordered falling by
 * CPU, device share, device count and models.
 *
 * @param groups  every demand once
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 3.2, and its simulator (8f3d641).
 */
export function typicalPods(groups: readonly DemandGroup[]): TypicalPod[] {
  let total = 0;
  for (const { podCount } of groups) total += podCount;
  const wanted = COVERED_PERCENT * total / 100;
  const chosen: DemandGroup[] = [];
  let covered = 0;
  for (const group of [...groups].sort(commonestFirst)) {
    if (covered >= wanted) break;
    covered += group.podCount;
    chosen.push(group);
  }
  // Two divisions, as the original rounds: scores are truncated, so the last bit of a share can decide.
  const coverage = covered / total;
  return chosen.map((group) => ({ ...group, share: group.podCount / total / coverage }));
}

function commonestFirst(a: DemandGroup, b: DemandGroup): number {
  return b.podCount - a.podCount || b.cpuMilli - a.cpuMilli || b.deviceMilli - a.deviceMilli
    || b.deviceCount - a.deviceCount || byCodeUnit(modelText(b), modelText(a));
}

function modelText(group: DemandGroup): string { return group.models?.join('|') ?? ''; }

/**
 * How much idle device capacity of a node a typical pod is expected to be unable to use.
 *
 *   F = sum over typical pods t of share(t) x f(t)
 *   f(t) = all idle milli, when t wants no device, or the node's model, CPU or devices do not serve t
 *        = else the idle milli of those devices that have less left than t wants of each
 *
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 3.2; sums are taken in the order of its
 * simulator (one sum per reason, then the sums), because truncated scores depend on the last bit.
 */
export class Fragmentation {
  readonly #cluster: Cluster;
  readonly #typical: readonly TypicalPod[];
  readonly #cpuMilli: Float64Array;
  readonly #deviceCount: Int32Array;
  readonly #share: Float64Array;
  /** Index into `#levels` per typical pod, -1 for those without devices. */
  readonly #level: Int32Array;
  /** Distinct device shares that typical pods ask for, thousandths. */
  readonly #levels: Int32Array;
  /** Per level: devices that have enough left, and idle milli of those that have less. Scratch of one measurement. */
  readonly #enough: Int32Array;
  readonly #tooSmall: Int32Array;
  /** Per interned device model: 1 where the typical pod accepts it. */
  readonly #accepts: Uint8Array[] = [];
  readonly #free = new Int32Array(32);

  constructor(cluster: Cluster, typical: readonly TypicalPod[]) {
    this.#cluster = cluster;
    this.#typical = typical;
    this.#cpuMilli = Float64Array.from(typical, (pod) => pod.cpuMilli);
    this.#deviceCount = Int32Array.from(typical, (pod) => pod.deviceCount);
    this.#share = Float64Array.from(typical, (pod) => pod.share);
    const levels = [...new Set(typical.filter((pod) => pod.deviceMilli > 0).map((pod) => pod.deviceMilli))];
    this.#levels = Int32Array.from(levels);
    this.#level = Int32Array.from(typical, (pod) => levels.indexOf(pod.deviceMilli));
    this.#enough = new Int32Array(levels.length);
    this.#tooSmall = new Int32Array(levels.length);
  }

  /** Expected fragment of a node as it is, milli-devices. */
  ofNode(node: number): number {
    const { nodes } = this.#cluster;
    return this.ofNodeWith(node, nodes.allocatable[CPU]![node]! - nodes.requested[CPU]![node]!, -1, 0);
  }

  /**
   * Expected fragment of a node if it had `cpuFree` milli-CPU left, and `milli` less on each of the `devices` (a mask).
   * A mask of -1 with 0 milli changes nothing.
   */
  ofNodeWith(node: number, cpuFree: number, devices: number, milli: number): number {
    const { nodes } = this.#cluster;
    const start = nodes.deviceStart[node]!;
    const count = nodes.deviceCount[node]!;
    const free = this.#free;
    let idle = 0;
    for (let i = 0; i < count; i++) {
      const left = nodes.deviceFree[start + i]! - ((devices >>> i) & 1) * milli;
      free[i] = left;
      idle += left;
    }
    if (idle === 0) return 0;
    this.#countLevels(count);
    return this.#sum(cpuFree, idle, this.#acceptsOf(nodes.deviceModel[node]!));
  }

  #countLevels(count: number): void {
    const free = this.#free;
    const levels = this.#levels;
    for (let level = 0; level < levels.length; level++) {
      const wanted = levels[level]!;
      let enough = 0;
      let tooSmall = 0;
      for (let i = 0; i < count; i++) {
        const left = free[i]!;
        if (left >= wanted) enough++;
        else tooSmall += left;
      }
      this.#enough[level] = enough;
      this.#tooSmall[level] = tooSmall;
    }
  }

  #sum(cpuFree: number, idle: number, accepts: Uint8Array): number {
    const cpuMilli = this.#cpuMilli;
    const share = this.#share;
    let lacksBoth = 0;
    let lacksDevices = 0;
    let lacksCpu = 0;
    let plainFits = 0;
    let plainLacksCpu = 0;
    let noAccess = 0;
    for (let t = 0; t < share.length; t++) {
      const level = this.#level[t]!;
      const cpuFits = cpuFree >= cpuMilli[t]!;
      if (level < 0) {
        if (cpuFits) plainFits += share[t]! * idle;
        else plainLacksCpu += share[t]! * idle;
      } else if (accepts[t] === 0) {
        noAccess += share[t]! * idle;
      } else if (this.#enough[level]! >= this.#deviceCount[t]!) {
        if (cpuFits) lacksDevices += share[t]! * this.#tooSmall[level]!;
        else lacksCpu += share[t]! * idle;
      } else if (cpuFits) lacksDevices += share[t]! * idle;
      else lacksBoth += share[t]! * idle;
    }
    return lacksBoth + lacksDevices + lacksCpu + plainFits + plainLacksCpu + noAccess;
  }

  #acceptsOf(model: number): Uint8Array {
    const known = this.#accepts[model];
    if (known !== undefined) return known;
    const name = this.#cluster.nodes.deviceModels[model]!;
    const accepts = Uint8Array.from(this.#typical, (pod) => pod.models === null || pod.models.includes(name) ? 1 : 0);
    this.#accepts[model] = accepts;
    return accepts;
  }
}

/**
 * Fragmentation of the whole cluster, kept up to date node by node. The sum is a tree of sums, so that it depends on
 * the nodes alone and not on the history of changes, which a running sum would carry along as rounding error.
 */
export class FragmentationMeter {
  readonly #cluster: Cluster;
  readonly #fragmentation: Fragmentation;
  #leaves = 0;
  /** Sums as a binary heap: entry 1 is the total, leaf of node n is `#leaves + n`. */
  #sums = new Float64Array(2);

  constructor(cluster: Cluster, typical: readonly TypicalPod[]) {
    this.#cluster = cluster;
    this.#fragmentation = new Fragmentation(cluster, typical);
    this.#rebuild();
  }

  /** Expected fragment of the cluster, milli-devices. */
  get totalMilli(): number { return this.#sums[1]!; }

  /** Measures a node again: call after every change of the node. */
  nodeChanged(node: number): void {
    if (node >= this.#leaves) {
      this.#rebuild();
      return;
    }
    let i = this.#leaves + node;
    this.#sums[i] = this.#measure(node);
    for (i >>= 1; i >= 1; i >>= 1) this.#sums[i] = this.#sums[2 * i]! + this.#sums[2 * i + 1]!;
  }

  #measure(node: number): number {
    return this.#cluster.nodes.present[node] === 1 ? this.#fragmentation.ofNode(node) : 0;
  }

  #rebuild(): void {
    const { count } = this.#cluster.nodes;
    this.#leaves = 1;
    while (this.#leaves < count) this.#leaves *= 2;
    this.#sums = new Float64Array(2 * this.#leaves);
    for (let node = 0; node < count; node++) this.#sums[this.#leaves + node] = this.#measure(node);
    for (let i = this.#leaves - 1; i >= 1; i--) this.#sums[i] = this.#sums[2 * i]! + this.#sums[2 * i + 1]!;
  }
}

/** Demands of pods, each once with its number of pods, in order of first appearance. */
export class DemandCounter {
  readonly #groups = new Map<string, { group: Omit<DemandGroup, 'podCount'>; podCount: number }>();

  /** Counts `pods` more pods of a demand. */
  add(group: Omit<DemandGroup, 'podCount'>, pods: number): void {
    const { cpuMilli, deviceCount, deviceMilli, models } = group;
    const key = `${cpuMilli} ${deviceCount} ${deviceMilli} ${models === null ? '*' : models.join('|')}`;
    const known = this.#groups.get(key);
    if (known === undefined) this.#groups.set(key, { group, podCount: pods });
    else known.podCount += pods;
  }

  get groups(): DemandGroup[] {
    return [...this.#groups.values()].map(({ group, podCount }) => ({
      cpuMilli: group.cpuMilli, deviceCount: group.deviceCount, deviceMilli: group.deviceMilli, models: group.models, podCount,
    }));
  }
}
