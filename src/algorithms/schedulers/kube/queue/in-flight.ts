import type { ClusterEvent } from '../framework/events.js';

/**
 * Pods whose attempt is under way, and what happened since the oldest of them was popped: a pod that is rejected looks
 * at the events that its snapshot did not show.
 *
 * Source: kubernetes v1.36, pkg/scheduler/backend/queue/active_queue.go.
 */
export class InFlight {
  /** Oldest first, with the number of events that had happened when the pod was popped. */
  readonly #pods: number[] = [];
  readonly #since: number[] = [];
  readonly #events: ClusterEvent[] = [];
  /** Number of events that were forgotten. */
  #forgotten = 0;

  get pods(): readonly number[] { return this.#pods; }

  begin(pod: number): void {
    this.#pods.push(pod);
    this.#since.push(this.#forgotten + this.#events.length);
  }

  /** The attempt is over. */
  end(pod: number): void {
    const at = this.#pods.indexOf(pod);
    if (at < 0) return;
    this.#pods.splice(at, 1);
    this.#since.splice(at, 1);
    const needed = this.#since[0] ?? this.#forgotten + this.#events.length;
    if (needed === this.#forgotten) return;
    this.#events.splice(0, needed - this.#forgotten);
    this.#forgotten = needed;
  }

  note(event: ClusterEvent): void {
    if (this.#pods.length > 0) this.#events.push(event);
  }

  /** What happened since the pod was popped. */
  eventsSince(pod: number): readonly ClusterEvent[] {
    const at = this.#pods.indexOf(pod);
    return at < 0 || this.#events.length === 0 ? NO_EVENTS : this.#events.slice(this.#since[at]! - this.#forgotten);
  }
}

const NO_EVENTS: readonly ClusterEvent[] = [];
