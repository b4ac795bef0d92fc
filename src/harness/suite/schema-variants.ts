import { z } from 'zod';
import { algorithmChoice, type KnownAlgorithms } from './algorithm-choice.js';
import { count, duration, rate } from './scalars.js';
import { exact, oneOf } from './schema-object.js';

/** The hops of the control plane; all zero is `zero`. */
function latencies() {
  return oneOf('zero, or the hops that differ', [
    z.literal('zero'),
    exact({
      api: duration.optional(),
      watch: duration.optional(),
      start: duration.optional(),
      'start-sigma': z.number().min(0).max(3).optional(),
      ready: duration.optional(),
      stop: duration.optional(),
    }),
  ]);
}

const clientLimit = oneOf('none, or rate and burst', [
  z.literal('none'),
  exact({ rate, burst: z.int().min(1) }),
]);

/** `control-plane:` of a scenario or a variant; what it does not name comes from the level above. */
export function controlPlane(known: KnownAlgorithms) {
  return oneOf('on, off, or its settings', [
    z.enum(['on', 'off']),
    exact({
      latencies: latencies().optional(),
      'client-limit': clientLimit.optional(),
      controllers: z.record(z.string(), algorithmChoice(known.controller)).optional(),
      strategy: algorithmChoice(known.strategy).optional(),
      workers: count.optional(),
    }),
  ]);
}

export type DecodedControlPlane = z.output<ReturnType<typeof controlPlane>>;

/** `variants:`: the named configurations that are compared. */
export function variants(known: KnownAlgorithms) {
  const name = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, 'letters, digits, dots, dashes');
  return z.record(name, exact({
    scheduler: algorithmChoice(known.scheduler),
    'control-plane': controlPlane(known).optional(),
    'decision-time': z.enum(['modelled', 'none']).optional(),
  })).refine((entries) => Object.keys(entries).length > 0, 'expected at least one variant');
}

export type DecodedVariants = z.output<ReturnType<typeof variants>>;
