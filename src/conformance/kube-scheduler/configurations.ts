import { judgeConfiguration } from '../../algorithms/schedulers/kube/config/configuration.js';
import { describeConfiguration } from '../../algorithms/schedulers/kube/config/describe.js';
import type { KindOfCases } from '../contract.js';

/** Configuration texts, and what the real loader makes of them. */
export const kubeConfigurations: KindOfCases = {
  name: 'kube-scheduler configurations',
  title: 'KubeSchedulerConfiguration texts: refused by which stage, or accepted as what',
  shape: 'cases',
  recognises: ({ yaml, ok }) => typeof yaml === 'string' && typeof ok === 'boolean',
  compare: ({ id, yaml, ok, stage, result, profiles }, tally) => tally.decide('', (comparison) => {
    if (typeof yaml !== 'string') throw new Error('yaml is no text');
    const judgement = judgeConfiguration({ file: String(id), text: yaml });
    if (!comparison.same({ field: 'accepted' }, ok, judgement.accepted)) return;
    if (!judgement.accepted) {
      // The words of a refusal are Seatrial's own: they point at line and column.
      comparison.same({ field: 'stage' }, stage, judgement.stage);
      return;
    }
    const here = describeConfiguration(judgement.configuration);
    comparison.same({ field: 'result' }, result, here.result);
    const recorded = Array.isArray(profiles) ? profiles as readonly unknown[] : [];
    comparison.same({ field: 'profiles' }, recorded.length, here.profiles.length);
    recorded.forEach((profile, i) => comparison.same({ field: `profiles[${i}]` }, profile, here.profiles[i]));
  }),
};
