import { z } from 'zod';
import { duration, fraction } from './scalars.js';
import { exact, listOf, oneOf } from './schema-object.js';
import { traceFormat } from './schema-trace-format.js';
import { synthetic } from './schema-synthetic.js';

const podTrace = exact({
  trace: exact({
    format: traceFormat,
    file: z.string(),
    order: z.enum(['recorded', 'shuffled']).default('recorded'),
    fill: fraction.nullable().default(null).meta({ description: 'demand as a share of device capacity; null = as recorded' }),
    times: z.enum(['recorded', 'one-by-one']).default('recorded'),
    speedup: z.number().positive().default(1),
    lifetimes: z.enum(['recorded', 'endless']).optional(),
  }).transform(({ lifetimes, ...rest }) => ({
    ...rest,
    // Submitted one by one there is no time in which a pod could end.
    lifetimes: lifetimes ?? (rest.times === 'one-by-one' ? 'endless' as const : 'recorded' as const),
  })),
});

const manifests = exact({ manifests: listOf(z.string(), 'the path of a manifest file, or several'), at: duration.default(0) });

const generated = exact({ synthetic, at: duration.default(0) });

const headroom = exact({
  headroom: exact({
    pod: z.string().meta({ description: 'manifest of one pod' }),
    'at-most': z.int().min(1).max(1_000_000).default(10_000),
  }),
});

/** What an entry of `workload:` may be. */
export const WORKLOAD = 'a workload: trace, manifests, synthetic or headroom';

/** One entry of `workload:`. */
export const workload = oneOf(WORKLOAD, [podTrace, manifests, generated, headroom]);

export type DecodedWorkload = z.output<typeof workload>;
