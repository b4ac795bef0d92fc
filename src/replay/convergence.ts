import type { Kernel } from '../world/kernel/kernel.js';
import { LANE } from '../world/kernel/lanes.js';
import type { Convergence, MetricValue } from './result.js';

/** How long the goal must hold before it counts as settled, microseconds. */
export const SETTLE_WINDOW_US = 30_000_000;

interface Disturbance {
  readonly name: string;
  readonly atUs: number;
  firstHitUs: number | null;
  /** Start of the current stretch of holding, null while the goal is missed. */
  holdsSinceUs: number | null;
  settledUs: number | null;
  /** When observation ended: at the next disturbance or at the end of the replay. */
  endUs: number | null;
}

/**
 * Watches how each disturbance (a change of what is desired, a fault, a heal) is answered. The goal is looked at once
 * per instant, after everything of that instant happened: what is undone within the instant never was.
 *
 * First hit: the goal holds for the first time. Settled: the start of the first stretch of the settle window through
 * which it holds. A stretch that the next disturbance cuts short does not count: the answer is then unknown, censored.
 */
export class ConvergenceTracker {
  readonly #kernel: Kernel;
  readonly #isReached: () => boolean;
  readonly #missingPods: () => number;
  readonly #look: number;
  readonly #disturbances: Disturbance[] = [];
  #isDue = false;
  #deficitUs = 0;
  #missing = 0;
  #missingSinceUs = 0;

  constructor(options: { kernel: Kernel; isReached: () => boolean; missingPods: () => number }) {
    this.#kernel = options.kernel;
    this.#isReached = options.isReached;
    this.#missingPods = options.missingPods;
    this.#look = options.kernel.kind({ name: 'convergence', lane: LANE.OBSERVE, handler: () => this.#observe() });
  }

  /** The world was disturbed at this instant. */
  disturbed(name: string): void {
    this.#close();
    this.#disturbances.push({
      name, atUs: this.#kernel.nowUs, firstHitUs: null, holdsSinceUs: null, settledUs: null, endUs: null,
    });
    this.changed();
  }

  /** Something that the goal looks at changed. */
  changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#kernel.after(0, this.#look);
  }

  /** Disturbances that have not settled. */
  get unsettledCount(): number { return this.#disturbances.filter(({ settledUs }) => settledUs === null).length; }

  /** The last disturbance, when it never settled; else null. One that the next overtook is censored, not failed. */
  get unsettledAtEnd(): string | null {
    const last = this.#disturbances.at(-1);
    return last === undefined || last.settledUs !== null ? null : last.name;
  }

  /** Ends observation; call once, when the replay is over. */
  finish(): void {
    this.#account();
    this.#close();
  }

  convergences(): Convergence[] {
    return this.#disturbances.map(({ name, atUs, firstHitUs, settledUs, endUs }) => ({
      disturbance: name,
      atSeconds: atUs / 1e6,
      firstHitSeconds: firstHitUs === null ? null : (firstHitUs - atUs) / 1e6,
      settledSeconds: settledUs === null ? null : (settledUs - atUs) / 1e6,
      censoredAfterSeconds: settledUs === null ? ((endUs ?? atUs) - atUs) / 1e6 : null,
    }));
  }

  /** Values over the disturbances; censored ones are counted, never averaged in. */
  metrics(): MetricValue[] {
    if (this.#disturbances.length === 0) return [];
    return [
      ...largest('convergence_first_hit_seconds', this.convergences().map(({ firstHitSeconds }) => firstHitSeconds)),
      ...largest('convergence_settled_seconds', this.convergences().map(({ settledSeconds }) => settledSeconds)),
      { metric: 'convergences_censored', statistic: 'value', value: this.unsettledCount },
      { metric: 'availability_deficit_pod_seconds', statistic: 'value', value: this.#deficitUs / 1e6 },
    ];
  }

  #observe(): void {
    this.#isDue = false;
    this.#account();
    this.#missing = this.#missingPods();
    const current = this.#disturbances.at(-1);
    if (current === undefined) return;
    const nowUs = this.#kernel.nowUs;
    if (!this.#isReached()) {
      this.#settle(current, nowUs);
      current.holdsSinceUs = null;
      return;
    }
    current.firstHitUs ??= nowUs;
    current.holdsSinceUs ??= nowUs;
  }

  /** Adds what was missing since the last look: the integral of a step function. */
  #account(): void {
    this.#deficitUs += this.#missing * (this.#kernel.nowUs - this.#missingSinceUs);
    this.#missingSinceUs = this.#kernel.nowUs;
  }

  #settle(disturbance: Disturbance, nowUs: number): void {
    const { holdsSinceUs } = disturbance;
    if (disturbance.settledUs === null && holdsSinceUs !== null && nowUs - holdsSinceUs >= SETTLE_WINDOW_US) {
      disturbance.settledUs = holdsSinceUs;
    }
  }

  #close(): void {
    const last = this.#disturbances.at(-1);
    if (last === undefined || last.endUs !== null) return;
    this.#settle(last, this.#kernel.nowUs);
    last.endUs = this.#kernel.nowUs;
  }
}

function largest(metric: string, values: readonly (number | null)[]): MetricValue[] {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [];
  const sum = known.reduce((total, value) => total + value, 0);
  return [
    { metric, statistic: 'max', value: Math.max(...known) },
    { metric, statistic: 'mean', value: sum / known.length },
    { metric, statistic: 'count', value: known.length },
  ];
}
