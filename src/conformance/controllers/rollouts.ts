import type { KindOfCases } from '../contract.js';
import { replayRollout, type RolloutCase, type RolloutFinal, type Step } from './rollout-replay.js';

/** How a Deployment is rolled out, step by step. */
export const deploymentRollouts: KindOfCases = {
  name: 'Deployment rollouts',
  title: 'a script of changes to a Deployment, with the sizes of its ReplicaSets after every step',
  shape: 'cases',
  recognises: ({ in: input, trace, final }) => typeof input === 'object' && input !== null && 'script' in input && Array.isArray(trace) && typeof final === 'object',
  compare: (line, tally) => {
    const recorded = line as unknown as RolloutCase;
    tally.whole(({ same }) => {
      const here = replayRollout(recorded.in);
      const [wanted, got] = [recorded.trace.map(comparableStep), here.trace.map(comparableStep)];
      for (let i = 0; i < Math.max(wanted.length, got.length); i++) {
        tally.decide(`step ${i}`, (step) => { step.same({ field: 'trace' }, wanted[i], got[i]); });
      }
      same({ field: 'final' }, comparableFinal(recorded.final), comparableFinal(here.final));
    });
  },
};

/** Names of ReplicaSets hold a hash that is made otherwise here. */
function comparableStep({ del, ...step }: Step): object { return del === undefined ? step : { ...step, del: 'a ReplicaSet' }; }

function comparableFinal({ rs, ...final }: RolloutFinal): object {
  const { t: _, ...counts } = final as typeof final & { readonly t?: number };
  return { ...counts, rs: rs.map(({ name: _name, hash: _hash, ...set }) => set) };
}
