// Hot path: every pod passes through these columns.
import { grown, nextCapacity } from '../../../../world/cluster/growable.js';

/** Where a pod stands. */
export const PLACE = {
  /** Unknown to the queue, or bound. */
  NONE: 0,
  /** Waits to be popped. */
  ACTIVE: 1,
  /** Was woken, and waits until its backoff is over or the active queue is empty. */
  BACKOFF: 2,
  /** Failed with an error, and waits until its backoff is over. */
  ERROR_BACKOFF: 3,
  /** Was rejected or is gated, and waits for an event. */
  POOL: 4,
  /** Popped; its attempt is under way. */
  IN_FLIGHT: 5,
} as const;

/** What the queue knows of each pod, a row per pod of the cluster. Kept while the pod is tried. */
export class QueueEntries {
  place: Uint8Array = new Uint8Array(64);
  /** Priority of the pod's class, beside the sequence for quick comparison. */
  priority: Int32Array = new Int32Array(64);
  /** When the pod came, or its last attempt failed; microseconds. */
  timestampUs: Float64Array = new Float64Array(64);
  /** Grows with every timestamp that is given, so that no two are equal. */
  sequence: Float64Array = new Float64Array(64);
  attempts: Int32Array = new Int32Array(64);
  /** Attempts that ended with a rejection. */
  unschedulableCount: Int32Array = new Int32Array(64);
  /** Attempts that ended with an error since the last rejection. */
  errorCount: Int32Array = new Int32Array(64);
  /** End of the backoff, microseconds; NaN = not computed since the last attempt. */
  expiryUs: Float64Array = new Float64Array(64);
  /** Number of the PreEnqueue plugin that holds the pod; -1 = none. */
  gate: Int32Array = new Int32Array(64);
  /** Interned sets of the plugins that rejected the pod, and of those whose verdict is pending. */
  rejectors: Int32Array = new Int32Array(64);
  pending: Int32Array = new Int32Array(64);
  /** Place in the heap that the pod stands in. */
  position: Int32Array = new Int32Array(64);
  /** Neighbours in the pool's group that the pod stands in; -1 = none. */
  next: Int32Array = new Int32Array(64);
  previous: Int32Array = new Int32Array(64);

  /** Makes room for a pod row. */
  reserve(pod: number): void {
    if (pod < this.place.length) return;
    const capacity = nextCapacity(this.place.length, pod + 1);
    this.place = grown(this.place, capacity);
    this.priority = grown(this.priority, capacity);
    this.timestampUs = grown(this.timestampUs, capacity);
    this.sequence = grown(this.sequence, capacity);
    this.attempts = grown(this.attempts, capacity);
    this.unschedulableCount = grown(this.unschedulableCount, capacity);
    this.errorCount = grown(this.errorCount, capacity);
    this.expiryUs = grown(this.expiryUs, capacity);
    this.gate = grown(this.gate, capacity);
    this.rejectors = grown(this.rejectors, capacity);
    this.pending = grown(this.pending, capacity);
    this.position = grown(this.position, capacity);
    this.next = grown(this.next, capacity);
    this.previous = grown(this.previous, capacity);
  }

  /** Begins the entry of a pod that is new to the queue. */
  begin(pod: number, priority: number, timestampUs: number, sequence: number): void {
    this.reserve(pod);
    this.priority[pod] = priority;
    this.timestampUs[pod] = timestampUs;
    this.sequence[pod] = sequence;
    this.attempts[pod] = 0;
    this.unschedulableCount[pod] = 0;
    this.errorCount[pod] = 0;
    this.expiryUs[pod] = NaN;
    this.gate[pod] = -1;
    this.rejectors[pod] = 0;
    this.pending[pod] = 0;
  }
}
