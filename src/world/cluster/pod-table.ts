import { grown, nextCapacity } from './growable.js';

/** Where a pod row stands in its life. */
export const POD_STATE = {
  /** Waits for a node. */
  PENDING: 0,
  /** Holds room on `node`. */
  BOUND: 1,
  /** Ended by itself or was deleted after it was bound; its room is free again. */
  ENDED: 2,
  /** Left without ever being bound: deleted, or given up by the scheduler. */
  WITHDRAWN: 3,
} as const;

/** Pod rows as a struct of arrays; a row is 43 bytes, its specification is interned per class. */
export class PodTable {
  count = 0;
  classId: Int32Array = new Int32Array(16);
  state: Uint8Array = new Uint8Array(16);
  /** Node row, -1 while the pod holds no room. */
  node: Int32Array = new Int32Array(16).fill(-1);
  /** Bit i set: the pod uses the i-th device of its node. */
  devices: Int32Array = new Int32Array(16);
  /** Virtual time of creation, microseconds. */
  createdUs: Float64Array = new Float64Array(16);
  /** When the pod began to run, microseconds; NaN = not known, which kube-scheduler takes for "now". */
  startUs: Float64Array = new Float64Array(16).fill(NaN);
  /** 1 = is being deleted but still there (`metadata.deletionTimestamp`). */
  terminating: Uint8Array = new Uint8Array(16);
  /** 1 = a scheduler asked for its end, to make room for another pod (DisruptionTarget, PreemptionByScheduler). */
  preempted: Uint8Array = new Uint8Array(16);
  /** `namespace/name`; absent where the workload does not name its pods. */
  readonly names: string[] = [];
  /** Scheduling attempts so far. */
  attempts: Int32Array = new Int32Array(16);
  nextOnNode: Int32Array = new Int32Array(16).fill(-1);
  previousOnNode: Int32Array = new Int32Array(16).fill(-1);

  reserve(rows: number): void {
    const capacity = nextCapacity(this.state.length, rows);
    if (capacity === this.state.length) return;
    this.classId = grown(this.classId, capacity);
    this.state = grown(this.state, capacity);
    this.node = grown(this.node, capacity, -1);
    this.devices = grown(this.devices, capacity);
    this.createdUs = grown(this.createdUs, capacity);
    this.startUs = grown(this.startUs, capacity, NaN);
    this.terminating = grown(this.terminating, capacity);
    this.preempted = grown(this.preempted, capacity);
    this.attempts = grown(this.attempts, capacity);
    this.nextOnNode = grown(this.nextOnNode, capacity, -1);
    this.previousOnNode = grown(this.previousOnNode, capacity, -1);
  }

  get byteLength(): number {
    let bytes = 0;
    for (const column of [this.classId, this.state, this.node, this.devices, this.createdUs, this.startUs,
      this.terminating, this.preempted, this.attempts, this.nextOnNode, this.previousOnNode]) bytes += column.byteLength;
    return bytes;
  }
}
