import type { Cluster, PodClass, PodClassSpec } from '../world/cluster/index.js';

/** Gives equal pods one class, so that constraints and requests are looked at once per class instead of once per pod. */
export class ClassInterner {
  readonly #cluster: Cluster;
  readonly #byKey = new Map<string, PodClass>();

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** Class with this key; made from `spec` the first time. Equal keys must mean equal specifications. */
  intern(key: string, spec: () => PodClassSpec): PodClass {
    let podClass = this.#byKey.get(key);
    if (podClass === undefined) {
      podClass = this.#cluster.addClass(spec());
      this.#byKey.set(key, podClass);
    }
    return podClass;
  }

  /** Class of a pod that wants plain resources and devices, as traces and generators have them. */
  internDemand(demand: {
    cpuMilli: number; memoryBytes: number; deviceCount: number; deviceMilli: number; models: readonly string[] | null;
  }): PodClass {
    const { cpuMilli, memoryBytes, deviceCount, deviceMilli, models } = demand;
    const key = `${cpuMilli} ${memoryBytes} ${deviceCount} ${deviceMilli} ${models === null ? '*' : models.join('|')}`;
    return this.intern(key, () => ({
      requests: { cpu: cpuMilli, memory: memoryBytes },
      ...(deviceCount > 0 ? { devices: { count: deviceCount, milliEach: deviceMilli, models } } : {}),
    }));
  }
}
