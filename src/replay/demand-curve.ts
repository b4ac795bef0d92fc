// Hot path: a few calls per pod.
import { CPU, MEMORY, type Cluster } from '../world/cluster/index.js';
import type { FragmentationMeter } from '../world/metrics/fragmentation.js';
import { rounded } from './distribution.js';
import type { MetricValue, Series } from './result.js';

/** Most points of one series; later demand is folded into the last one. */
const MAX_POINTS = 500;
/** Points of the demand axis that become metrics of their own, percent of capacity. */
const REPORTED_PERCENT = [50, 75, 100, 130];

/**
 * How much of the cluster is allocated, and how fragmented it is, against the demand that has arrived. One sample is
 * taken after every decision on a pod, whether it found a node or not; a point of the curve is the mean of the samples
 * at that whole percent of arrived demand.
 *
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 6, and the bins of its published tables.
 */
export class DemandCurve {
  readonly #cluster: Cluster;
  readonly #meter: FragmentationMeter | null;
  /** Capacities of the nodes of the start, in the unit of each resource. */
  readonly #deviceCapacity: number;
  readonly #cpuCapacity: number;
  readonly #memoryCapacity: number;
  #arrivedDevices = 0;
  #arrivedCpu = 0;
  #usedDevices = 0;
  #usedCpu = 0;
  #usedMemory = 0;
  #counts = new Int32Array(MAX_POINTS);
  #devices = new Float64Array(MAX_POINTS);
  #cpu = new Float64Array(MAX_POINTS);
  #memory = new Float64Array(MAX_POINTS);
  #fragments = new Float64Array(MAX_POINTS);
  readonly #nowUs: () => number;
  /** Instant of the last change of what is used, and what was used up to then, integrated over time. */
  #sinceUs = 0;
  readonly #area = { devices: 0, cpu: 0, memory: 0, fragments: 0 };
  /** Pods left: then a cumulative demand says nothing, and means over time are reported instead. */
  #hasEnds = false;

  constructor(cluster: Cluster, meter: FragmentationMeter | null, nowUs: () => number) {
    this.#cluster = cluster;
    this.#meter = meter;
    this.#nowUs = nowUs;
    this.#deviceCapacity = cluster.nodes.deviceTotal * 1000;
    this.#cpuCapacity = sum(cluster, CPU);
    this.#memoryCapacity = sum(cluster, MEMORY);
  }

  arrived(pod: number): void {
    const podClass = this.#classOf(pod);
    this.#arrivedDevices += podClass.deviceCount * podClass.deviceMilli;
    this.#arrivedCpu += podClass.cpuMilli;
  }

  bound(pod: number, node: number): void {
    this.#account(pod, node, 1);
    this.#sample();
  }

  failed(): void { this.#sample(); }

  /** A pod that was bound by somebody else takes room; no decision, no sample. */
  placed(pod: number, node: number): void { this.#account(pod, node, 1); }

  released(pod: number, node: number): void {
    this.#hasEnds = true;
    this.#account(pod, node, -1);
  }

  #account(pod: number, node: number, sign: 1 | -1): void {
    const podClass = this.#classOf(pod);
    this.#integrate();
    this.#usedDevices += sign * podClass.deviceCount * podClass.deviceMilli;
    this.#usedCpu += sign * podClass.cpuMilli;
    this.#usedMemory += sign * podClass.memoryBytes;
    this.#meter?.nodeChanged(node);
  }

  #integrate(): void {
    const lastedUs = this.#nowUs() - this.#sinceUs;
    if (lastedUs === 0) return;
    this.#sinceUs += lastedUs;
    this.#area.devices += this.#usedDevices * lastedUs;
    this.#area.cpu += this.#usedCpu * lastedUs;
    this.#area.memory += this.#usedMemory * lastedUs;
    if (this.#meter !== null) this.#area.fragments += this.#meter.totalMilli * lastedUs;
  }

  #sample(): void {
    const percent = this.#deviceCapacity > 0
      ? roundHalfEven(100 * this.#arrivedDevices / this.#deviceCapacity)
      : roundHalfEven(100 * this.#arrivedCpu / Math.max(1, this.#cpuCapacity));
    const bin = Math.min(percent, MAX_POINTS - 1);
    this.#counts[bin]!++;
    this.#devices[bin] = this.#devices[bin]! + this.#usedDevices;
    this.#cpu[bin] = this.#cpu[bin]! + this.#usedCpu;
    this.#memory[bin] = this.#memory[bin]! + this.#usedMemory;
    if (this.#meter !== null) this.#fragments[bin] = this.#fragments[bin]! + this.#meter.totalMilli;
  }

  /**
   * Where pods stay: the final ratios, and those at the reported points of arrived demand. Where pods end: means over
   * virtual time, from the start to the last change.
   */
  metrics(): MetricValue[] {
    const metrics: MetricValue[] = [];
    for (const { metric, sums, capacity, final, area } of this.#curves()) {
      if (this.#hasEnds) {
        if (this.#sinceUs > 0) metrics.push({ metric, statistic: 'mean', value: area / this.#sinceUs / capacity });
        continue;
      }
      metrics.push({ metric, statistic: 'value', value: final / capacity });
      for (const percent of REPORTED_PERCENT) {
        const mean = this.#meanAt(sums, percent);
        if (mean !== null) metrics.push({ metric, statistic: `at_${percent}`, value: mean / capacity });
      }
    }
    return metrics;
  }

  /** Curves over arrived demand; none where pods end. */
  series(): Series[] {
    if (this.#hasEnds) return [];
    return this.#curves().map(({ metric, sums, capacity }) => {
      const points: [number, number][] = [];
      for (let bin = 0; bin < MAX_POINTS; bin++) {
        if (this.#counts[bin]! > 0) points.push([bin, rounded(sums[bin]! / this.#counts[bin]! / capacity)]);
      }
      return { metric, over: 'arrived_demand_percent', points };
    });
  }

  #curves(): { metric: string; sums: Float64Array; capacity: number; final: number; area: number }[] {
    const curves = [
      { metric: 'allocated_ratio_gpu', sums: this.#devices, capacity: this.#deviceCapacity, final: this.#usedDevices, area: this.#area.devices },
      { metric: 'allocated_ratio_cpu', sums: this.#cpu, capacity: this.#cpuCapacity, final: this.#usedCpu, area: this.#area.cpu },
      { metric: 'allocated_ratio_memory', sums: this.#memory, capacity: this.#memoryCapacity, final: this.#usedMemory, area: this.#area.memory },
    ];
    if (this.#meter !== null) {
      curves.push({
        metric: 'fragmentation_ratio_gpu', sums: this.#fragments, capacity: this.#deviceCapacity, final: this.#meter.totalMilli,
        area: this.#area.fragments,
      });
    }
    return curves.filter((curve) => curve.capacity > 0);
  }

  /** Mean of the samples at `percent`; of its two neighbours as well when it has none itself. */
  #meanAt(sums: Float64Array, percent: number): number | null {
    if (this.#counts[percent]! > 0) return sums[percent]! / this.#counts[percent]!;
    const count = this.#counts[percent - 1]! + this.#counts[percent + 1]!;
    return count === 0 ? null : (sums[percent - 1]! + sums[percent + 1]!) / count;
  }

  #classOf(pod: number): Cluster['classes'][number] {
    return this.#cluster.classes[this.#cluster.pods.classId[pod]!]!;
  }
}

function sum(cluster: Cluster, resource: number): number {
  let total = 0;
  for (let node = 0; node < cluster.nodes.count; node++) total += cluster.nodes.allocatable[resource]?.[node] ?? 0;
  return total;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
