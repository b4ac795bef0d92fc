import type { Pod } from '../objects/index.js';
import { CPU, MEMORY } from './resources.js';

/** Demand for devices (GPUs): `count` devices, `milliEach` thousandths of each, on one of `models` (null = any). */
export interface DeviceDemand {
  readonly count: number;
  readonly milliEach: number;
  readonly models: readonly string[] | null;
}

/** What a pod class is made from. Absent members mean "none" or zero. */
export interface PodClassSpec {
  /** Requests by resource name: milli-CPU for `cpu`, whole units (bytes) else. */
  readonly requests: Readonly<Record<string, number>>;
  /** Requests with kube-scheduler's defaults for absent ones; equal to `requests` when left out. */
  readonly nonZeroCpuMilli?: number;
  readonly nonZeroMemoryBytes?: number;
  readonly devices?: DeviceDemand;
  readonly priority?: number;
  /** The constraints: a pod as Kubernetes writes it, without name and node. Only families that know Kubernetes read it. */
  readonly template?: Pod;
}

/** An interned pod class: everything about a pod that a scheduler may look at, but its identity and times. */
export interface PodClass extends PodClassSpec {
  readonly id: number;
  /** Requests by column; shorter than the resource list when later columns are zero. */
  readonly vector: Float64Array;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly nonZeroCpuMilli: number;
  readonly nonZeroMemoryBytes: number;
  readonly deviceCount: number;
  readonly deviceMilli: number;
  readonly priority: number;
}

/** Builds the class `id` from its specification; `column` interns a resource name. */
export function buildPodClass(id: number, spec: PodClassSpec, column: (name: string) => number): PodClass {
  const entries = Object.entries(spec.requests).map(([name, amount]) => [column(name), amount] as const);
  const vector = new Float64Array(Math.max(3, ...entries.map(([index]) => index + 1)));
  for (const [index, amount] of entries) vector[index] = amount;
  return {
    ...spec,
    id,
    vector,
    cpuMilli: vector[CPU]!,
    memoryBytes: vector[MEMORY]!,
    nonZeroCpuMilli: spec.nonZeroCpuMilli ?? vector[CPU]!,
    nonZeroMemoryBytes: spec.nonZeroMemoryBytes ?? vector[MEMORY]!,
    deviceCount: spec.devices?.count ?? 0,
    deviceMilli: spec.devices?.milliEach ?? 0,
    priority: spec.priority ?? 0,
  };
}
