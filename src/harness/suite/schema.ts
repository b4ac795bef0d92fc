import { z } from 'zod';
import { decodeChoice, type KnownAlgorithms } from './algorithm-choice.js';
import { duration } from './scalars.js';
import { changes } from './schema-changes.js';
import { cluster } from './schema-cluster.js';
import { gates } from './schema-gates.js';
import { exact, listOf } from './schema-object.js';
import { controlPlane, variants } from './schema-variants.js';
import { WORKLOAD, workload } from './schema-workload.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Quiet time after which a replay ends when a scenario does not say: the settle window of convergence. */
const QUIET_US = 30e6;
const AT_MOST_US = 24 * 3600e6;

/**
 * The schema of a scenario file, with the algorithms that it may name. Decoding fills in defaults and turns durations,
 * quantities, rates and percentages into what the simulation counts in.
 */
export function scenarioSchema(known: KnownAlgorithms) {
  return exact({
    scenario: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, 'expected letters, digits, dots and dashes')
      .meta({ description: 'name of the scenario, part of every result row' }),
    params: z.record(z.string(), scalar).default({}).meta({ description: 'values used elsewhere as ${name}' }),
    use: listOf(z.string(), 'the path of a module, or several').default([]).meta({ description: 'modules that bring algorithms, relative to this file' }),
    cluster,
    workload: listOf(workload, WORKLOAD).default([]),
    changes: changes.default([]),
    faults: faults(known).default([]),
    'control-plane': controlPlane(known).optional(),
    unschedulable: z.enum(['wait', 'give-up']).default('wait')
      .meta({ description: 'what becomes of a pod that fits no node' }),
    'decision-time': z.enum(['modelled', 'none']).default('modelled'),
    variants: variants(known),
    sweep: z.record(z.string(), z.array(scalar).min(1)).default({})
      .meta({ description: 'dotted paths or params, each with its values; all combinations are run' }),
    seeds: seeds.default([1, 2, 3]),
    until: exact({ quiet: duration.default(QUIET_US), 'at-most': duration.default(AT_MOST_US) })
      .default({ quiet: QUIET_US, 'at-most': AT_MOST_US }),
    record: exact({ pods: z.boolean().optional() }).default({}),
    gates: gates.default([]),
  });
}

/** Keys that a scenario may have at its top. */
export const TOP_KEYS: readonly string[] = [
  'scenario', 'params', 'use', 'cluster', 'workload', 'changes', 'faults', 'control-plane', 'unschedulable', 'decision-time',
  'variants', 'sweep', 'seeds', 'until', 'record', 'gates',
] satisfies readonly (keyof DecodedScenario)[];

export type DecodedScenario = z.output<ReturnType<typeof scenarioSchema>>;

/** Far more than any verdict needs; a mistyped range must not fill the memory with cells. */
const MOST_SEEDS = 100_000;

/** `10` is 1..10; a list; `42..51` with both ends. */
export const seeds = z.union([
  z.int().min(1).max(MOST_SEEDS),
  z.array(z.int().min(0)).min(1),
  z.string().regex(/^\d+\.\.\d+$/, 'expected a count, a list or a range such as 42..51'),
], { error: () => 'a count, a list or a range such as 42..51' }).transform((written): number[] => {
  if (Array.isArray(written)) return [...new Set(written)];
  const [first, last] = typeof written === 'number' ? [1, written] : written.split('..').map(Number) as [number, number];
  // One more than allowed is enough to be refused.
  return Array.from({ length: Math.min(Math.max(0, last - first + 1), MOST_SEEDS + 1) }, (_, i) => first + i);
})
  .refine((list) => list.length > 0, 'expected at least one seed')
  .refine((list) => list.length <= MOST_SEEDS && list.every(Number.isSafeInteger), `expected at most ${MOST_SEEDS} seeds, each of at most 2^53`);

/** `- { at: 5m, crash-nodes: { count: 3 } }`: the fault is the key beside `at`. */
function faults(known: KnownAlgorithms) {
  return z.array(
    z.object({ at: duration }).catchall(z.union([z.record(z.string(), z.unknown()), z.null()]))
      .transform((written, context) => {
        const { at, ...rest } = written;
        const choice = decodeChoice(rest as Record<string, Record<string, unknown> | null>, known.fault);
        if ('name' in choice) return { atUs: at, fault: choice };
        for (const problem of choice) {
          context.issues.push({
            code: 'custom', input: written, message: problem.message, path: [...problem.path],
            params: { problem: problem.code, hint: problem.hint, at: problem.at },
          });
        }
        return z.NEVER;
      }),
  );
}
