import { Bench } from 'tinybench';
import type { DecisionTime } from '../analysis/index.js';
import type { SchedulerDefinition } from '../algorithms/schedulers/contract.js';
import { HalfFullCluster } from './half-full-cluster.js';

export interface DecisionTimeOptions {
  readonly schedulers: readonly SchedulerDefinition[];
  readonly nodeCounts: readonly number[];
  /** Wall time to spend on each pair of scheduler and size. */
  readonly milliseconds: number;
  readonly onMeasured?: (time: DecisionTime) => void;
}

/** Decisions in one sample: single ones are near the clock's resolution on small clusters. */
const BATCH = 50;
const FEWEST_SAMPLES = 10;

/**
 * Measures the wall time of one scheduling attempt, scheduler by scheduler and size by size, in this process and
 * nothing beside it. The cluster is half full throughout, while its pods come and go.
 */
export function measureDecisionTimes(options: DecisionTimeOptions): DecisionTime[] {
  const times: DecisionTime[] = [];
  for (const nodes of options.nodeCounts) {
    for (const definition of options.schedulers) {
      const time = { scheduler: definition.name, nodes, samplesSeconds: samplesOf(definition, nodes, options.milliseconds), decisionsPerSample: BATCH };
      options.onMeasured?.(time);
      times.push(time);
    }
  }
  return times;
}

function samplesOf(definition: SchedulerDefinition, nodes: number, milliseconds: number): number[] {
  const cluster = new HalfFullCluster(definition, nodes);
  const bench = new Bench({ time: milliseconds, iterations: FEWEST_SAMPLES, warmupTime: milliseconds / 4, warmupIterations: 2, retainSamples: true, throws: true });
  bench.add(definition.name, () => cluster.decide(), {
    beforeEach: () => cluster.prepare(BATCH),
    afterEach: () => cluster.churn(),
  });
  bench.runSync();
  const { result } = bench.tasks[0]!;
  if (!('latency' in result) || result.latency.samples === undefined) throw new Error(`no samples of ${definition.name}`);
  return Array.from(result.latency.samples, (ms) => ms / 1000 / BATCH);
}
