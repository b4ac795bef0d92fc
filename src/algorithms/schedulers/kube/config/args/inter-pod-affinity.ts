import type { Fields } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';

export interface InterPodAffinityArgs {
  /** Score of a required affinity term of a placed pod that the incoming pod matches, 0 .. 100. */
  readonly hardPodAffinityWeight: number;
  /** Preferred terms of placed pods do not count. */
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

const DEFAULTS: InterPodAffinityArgs = { hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false };

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: InterPodAffinityArgs, its defaults and validation. */
export const interPodAffinityArgs: ArgumentsKind<InterPodAffinityArgs> = {
  defaults: DEFAULTS,
  decode,
  describe: ({ hardPodAffinityWeight, ignorePreferredTermsOfExistingPods }) => ({ hardPodAffinityWeight, ignorePreferredTermsOfExistingPods }),
};

function decode(fields: Fields): InterPodAffinityArgs {
  return {
    hardPodAffinityWeight: fields.optional('hardPodAffinityWeight', (value) => value.integer({ min: 0, max: 100 }))
      ?? DEFAULTS.hardPodAffinityWeight,
    ignorePreferredTermsOfExistingPods: fields.optional('ignorePreferredTermsOfExistingPods', (value) => value.boolean())
      ?? DEFAULTS.ignorePreferredTermsOfExistingPods,
  };
}
