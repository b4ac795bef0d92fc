import type { DataItem, ProgressSample } from './data-item.js';
import { percentiles } from './data-item.js';

/** Time between two samples, microseconds. */
export const SAMPLE_US = 1_000_000;

/** Counters that a sample notes, since the workload began. */
export interface Totals { readonly completed: number; readonly attempts: number }

/**
 * Placements per second of one window, sampled as upstream does: nothing is noted until a pod is placed; the first tick
 * with placed pods only sets the start; a tick without progress is left out, and the next one with progress counts for
 * all ticks of the gap with their mean.
 *
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf/util.go (throughputCollector).
 */
export class ThroughputCollector {
  readonly progress: ProgressSample[] = [];
  readonly #samples: number[] = [];
  #isStarted = false;
  #startUs = 0;
  #lastUs = 0;
  #lastPlaced = 0;
  #skipped = 0;

  /** @param placed  pods of the window that were placed so far */
  tick(nowUs: number, placed: number, totals: Totals): void {
    if (placed === 0) return;
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#startUs = nowUs;
      this.#lastUs = nowUs;
      this.#lastPlaced = placed;
      return;
    }
    if (placed === this.#lastPlaced) {
      this.#skipped++;
      return;
    }
    const rate = (placed - this.#lastPlaced) / ((nowUs - this.#lastUs) / 1e6);
    for (let i = 0; i <= this.#skipped; i++) this.#samples.push(rate);
    this.progress.push({ seconds: (nowUs - this.#startUs) / 1e6, ...totals, observed: placed, rate });
    this.#skipped = 0;
    this.#lastUs = nowUs;
    this.#lastPlaced = placed;
  }

  /** Without a sample (all pods placed within two ticks) the item has neither data nor metric. */
  item(name: string): DataItem {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    if (sorted.length === 0) return { data: null, unit: '', labels: { Name: name } };
    const average = sorted.reduce((a, b) => a + b, 0) / sorted.length;
    return { data: { Average: average, ...percentiles(sorted) }, unit: 'pods/s', labels: { Name: name, Metric: 'SchedulingThroughput' } };
  }
}
