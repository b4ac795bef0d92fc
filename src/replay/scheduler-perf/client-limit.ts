import type { Kernel } from '../../world/kernel/kernel.js';

/** Upstream's client: 5,000 requests a second, 5,000 at once. Source: scheduler_perf/util.go (mustSetupCluster). */
const BURST = 5000;
const INTERVAL_US = 200;

/** The test's own API client: a token bucket in virtual time. */
export class ClientLimit {
  readonly #kernel: Kernel;
  /** When the bucket would be full again. */
  #fullUs = 0;

  constructor(kernel: Kernel) { this.#kernel = kernel; }

  /** Waits until `count` requests may be made, and counts them. */
  *request(count: number): Generator<number, void> {
    const { nowUs } = this.#kernel;
    this.#fullUs = Math.max(this.#fullUs, nowUs) + count * INTERVAL_US;
    const waitUs = this.#fullUs - nowUs - BURST * INTERVAL_US;
    if (waitUs > 0) yield waitUs;
  }
}
