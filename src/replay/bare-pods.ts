import type { Cluster } from '../world/cluster/index.js';
import { keyOf, nodeNameOf, type ApiObject, type ControlPlane } from '../world/controlplane/index.js';
import { LANE } from '../world/kernel/lanes.js';
import { ArrivalClock } from './arrival-clock.js';
import type { Arrivals } from './arrivals.js';

/**
 * Pods of traces and generators in the setting with a control plane: created as bare pods when they arrive, ended when
 * they have lived as long as recorded, counted from their binding as in the scheduler-only setting.
 */
export class BarePods {
  readonly #clock: ArrivalClock;
  readonly #arrivals = new Map<string, { readonly list: number; readonly index: number }>();
  readonly #keys: string[] = [];

  constructor(options: {
    readonly plane: ControlPlane;
    readonly cluster: Cluster;
    readonly lists: readonly Arrivals[];
    /** Tells the scheduler's port the class of a pod that is about to be created. */
    readonly announce: (podKey: string, classId: number) => void;
  }) {
    const { plane, cluster, lists, announce } = options;
    this.#clock = new ArrivalClock(plane.kernel, lists, (list, index) => {
      const arrivals = lists[list]!;
      // Clones repeat the name of their original, so the place in the list makes it unique.
      const pod = barePod(`${arrivals.nameOf(index)}-${list}-${index}`, arrivals.classId[index]!, cluster);
      this.#arrivals.set(keyOf(pod), { list, index });
      announce(keyOf(pod), arrivals.classId[index]!);
      plane.apply([pod]);
    });
    const end = plane.kernel.kind({
      name: 'pod-end', lane: LANE.END,
      handler: (pod) => plane.endPod(this.#keys[pod]!, 'Succeeded'),
    });
    plane.store.subscribe('Pod', ({ object }) => {
      const key = keyOf(object);
      const arrival = this.#arrivals.get(key);
      if (arrival === undefined || nodeNameOf(object) === '') return;
      this.#arrivals.delete(key);
      const lifetimeUs = lists[arrival.list]!.lifetimeUs[arrival.index]!;
      if (lifetimeUs >= 0) plane.kernel.after(lifetimeUs, end, this.#keys.push(key) - 1);
    });
  }

  start(): void { this.#clock.start(); }

  get unsentCount(): number { return this.#clock.unsentCount; }

  /** A decision was made on a pod: the next one of its list may come. */
  decided(podKey: string, isPlaced: boolean): void {
    const arrival = this.#arrivals.get(podKey);
    if (arrival !== undefined) this.#clock.decided(arrival.list, arrival.index, isPlaced);
  }
}

function barePod(name: string, classId: number, cluster: Cluster): ApiObject {
  const { cpuMilli, memoryBytes } = cluster.classes[classId]!;
  const requests = { cpu: `${cpuMilli}m`, memory: String(memoryBytes) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'main', image: 'app', resources: { requests } }], restartPolicy: 'Never' },
  };
}
