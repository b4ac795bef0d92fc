import type { Fields } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';
import { decodeShape } from './shape.js';

export interface VolumeBindingArgs {
  /** How long a bind waits for its volumes, seconds. */
  readonly bindTimeoutSeconds: number;
}

const DEFAULTS: VolumeBindingArgs = { bindTimeoutSeconds: 600 };

/**
 * Source: kubernetes v1.36, pkg/scheduler/apis/config: VolumeBindingArgs, its defaults and validation; the feature gate
 * StorageCapacityScoring is off, so a shape is refused.
 */
export const volumeBindingArgs: ArgumentsKind<VolumeBindingArgs> = {
  defaults: DEFAULTS,
  decode,
  describe: ({ bindTimeoutSeconds }) => ({ bindTimeoutSeconds }),
};

function decode(fields: Fields): VolumeBindingArgs {
  fields.optional('shape', (value) => {
    decodeShape(value);
    value.refuse('not allowed: it needs the feature gate StorageCapacityScoring, which is off by default');
  });
  return {
    bindTimeoutSeconds: fields.optional('bindTimeoutSeconds', (value) => value.integer({ type: 'int64', min: 0 })) ?? DEFAULTS.bindTimeoutSeconds,
  };
}
