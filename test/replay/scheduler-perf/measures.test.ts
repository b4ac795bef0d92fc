import { describe, expect, it } from 'vitest';
import { Histogram } from '../../../src/replay/scheduler-perf/histogram.js';
import { ThroughputCollector } from '../../../src/replay/scheduler-perf/throughput.js';

/** Ticks of one second with these numbers of placed pods; answers the collector. */
function sampled(placed: readonly number[]): ThroughputCollector {
  const collector = new ThroughputCollector();
  placed.forEach((count, second) => collector.tick((second + 1) * 1_000_000, count, { completed: count, attempts: count + 1 }));
  return collector;
}

describe('throughput', () => {
  it.each([
    // Ticks without pods are not looked at, the first with some only sets the start: 30 - 10 and 60 - 30 in a second each.
    { placed: [0, 0, 10, 30, 60], samples: { Average: 25, Perc50: 20, Perc90: 30, Perc95: 30, Perc99: 30 } },
    // The gap of two seconds without progress counts with its mean, once per second: 60 / 3 s, three times.
    { placed: [10, 10, 10, 70], samples: { Average: 20, Perc50: 20, Perc90: 20, Perc95: 20, Perc99: 20 } },
    // 10, then 30 over two seconds twice: (10 + 15 + 15) / 3; sorted[ceil(3 x 0.5) - 1] = 15.
    { placed: [5, 15, 15, 45], samples: { Average: 40 / 3, Perc50: 15, Perc90: 15, Perc95: 15, Perc99: 15 } },
    // A gap at the end is never recorded.
    { placed: [5, 15, 15, 15], samples: { Average: 10, Perc50: 10, Perc90: 10, Perc95: 10, Perc99: 10 } },
  ])('of $placed placed pods', ({ placed, samples }) => {
    expect(sampled(placed).item('n').data).toEqual(samples);
  });

  it('takes percentiles from the slow end up: the 99th is the fast one', () => {
    // Samples 1 .. 100: sorted[ceil(100 x P / 100) - 1] = P.
    const placed = Array.from({ length: 101 }, (_, i) => 1 + i * (i + 1) / 2);
    expect(sampled(placed).item('n').data).toEqual({ Average: 50.5, Perc50: 50, Perc90: 90, Perc95: 95, Perc99: 99 });
  });

  it('has neither data nor metric when all was done before the second tick', () => {
    expect(sampled([0, 40]).item('n')).toEqual({ data: null, unit: '', labels: { Name: 'n' } });
  });

  it('notes its progress from the first tick that counts', () => {
    expect(sampled([0, 10, 10, 40]).progress).toEqual([{ seconds: 2, completed: 40, attempts: 41, observed: 40, rate: 15 }]);
  });
});

describe('a histogram', () => {
  it('interpolates inside the bucket that holds the rank', () => {
    const histogram = new Histogram({ firstUs: 1000, buckets: 4 }); // up to 1, 2, 4 and 8 ms
    for (const us of [500, 1000, 1500, 3000, 3500, 4000]) histogram.add(us);
    // Counts 2, 1, 3: rank 3 ends the second bucket; rank 5.4 is 2.4 / 3 into the third, 2 + 2 x 0.8 ms.
    expect(histogram.quantile(0.5)).toBe(2000);
    expect(histogram.quantile(0.9)).toBeCloseTo(3600, 9);
    expect(histogram.quantile(0.25)).toBe(750); // rank 1.5 of the 2 up to 1 ms
    expect(histogram.average).toBe(13_500 / 6);
  });

  it('answers its last finite bound for what lies beyond', () => {
    const histogram = new Histogram({ firstUs: 1000, buckets: 2 });
    histogram.add(9000);
    expect(histogram.quantile(0.5)).toBe(2000);
  });
});
