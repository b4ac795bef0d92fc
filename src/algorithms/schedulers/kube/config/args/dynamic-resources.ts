import { formatGoDuration } from '../go-duration.js';
import type { Fields } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';

/** Nanoseconds. */
export interface DynamicResourcesArgs {
  readonly filterTimeoutNs: number;
  readonly bindingTimeoutNs: number;
}

const SECOND_NS = 1e9;
const DEFAULTS: DynamicResourcesArgs = { filterTimeoutNs: 10 * SECOND_NS, bindingTimeoutNs: 600 * SECOND_NS };

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: DynamicResourcesArgs with the default feature gates. */
export const dynamicResourcesArgs: ArgumentsKind<DynamicResourcesArgs> = {
  defaults: DEFAULTS,
  decode,
  describe: ({ filterTimeoutNs, bindingTimeoutNs }) => ({
    bindingTimeout: formatGoDuration(bindingTimeoutNs), filterTimeout: formatGoDuration(filterTimeoutNs),
  }),
};

function decode(fields: Fields): DynamicResourcesArgs {
  const filterTimeoutNs = fields.optional('filterTimeout', (value) => value.durationNs()) ?? DEFAULTS.filterTimeoutNs;
  const bindingTimeoutNs = fields.optional('bindingTimeout', (value) => value.durationNs()) ?? DEFAULTS.bindingTimeoutNs;
  if (filterTimeoutNs < 0) fields.place('filterTimeout').refuse('must be zero or positive');
  if (bindingTimeoutNs < SECOND_NS) fields.place('bindingTimeout').refuse('must be at least 1 second');
  return { filterTimeoutNs, bindingTimeoutNs };
}
