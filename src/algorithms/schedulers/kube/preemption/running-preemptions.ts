/**
 * Pods whose victims are being evicted beside the scheduling loop. Such a pod may not be tried again before the last
 * eviction has taken effect: it would find its node still full and choose further victims.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/preemption/executor.go.
 */
export class RunningPreemptions {
  readonly #isLeaving: (pod: number) => boolean;
  /** Last victim by pod; -1 while others come first. */
  readonly #lastVictim = new Map<number, number>();

  /** @param isLeaving  whether a pod is being deleted, or gone */
  constructor(isLeaving: (pod: number) => boolean) { this.#isLeaving = isLeaving; }

  /** The evictions for a pod begin. */
  begin(pod: number): void { this.#lastVictim.set(pod, -1); }

  /** Only this victim is left: once it is being deleted, the pod may be tried. */
  awaitLast(pod: number, victim: number): void { this.#lastVictim.set(pod, victim); }

  end(pod: number): void { this.#lastVictim.delete(pod); }

  isRunning(pod: number): boolean {
    if (this.#lastVictim.size === 0) return false;
    const victim = this.#lastVictim.get(pod);
    return victim !== undefined && (victim < 0 || !this.#isLeaving(victim));
  }
}
