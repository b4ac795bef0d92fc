import { fitPowerLaw } from '../../analysis/stats/power-law.js';
import { BUILT_IN } from '../../harness/runner/built-in-catalogues.js';
import { measureDecisionTimes } from '../decision-time.js';
import type { Load, Measure } from './load.js';
import { median } from './median.js';

const SCHEDULERS = ['first-fit', 'best-fit', 'kube'] as const;
const NODE_COUNTS = [1000, 10_000, 100_000];
const NODE_COUNT_TEXTS = ['1,000', '10,000', '100,000'];
/** Wall time for each pair of scheduler and size. */
const MILLISECONDS = 500;

/** How long a decision takes on clusters of three sizes, alone and half full. */
export const growth: Load = {
  name: 'growth',
  how: 'What "seatrial bench --schedulers first-fit,best-fit,kube --nodes 1000,10000,100000" measures: wall time of one scheduling attempt on a '
    + 'half full cluster, median of the samples taken in half a second; the exponent is that of a power law fitted on logarithms. kube '
    + 'samples as it does by default: 42 %, 5 % and 5 % of the nodes.',
  measures: SCHEDULERS.flatMap((scheduler): Measure[] => [
    ...NODE_COUNTS.map((nodes, i) => ({
      name: `${scheduler}-${nodes}`, title: `${scheduler}: ${NODE_COUNT_TEXTS[i]!} nodes`, unit: 'us/pod', target: null,
    })),
    { name: `${scheduler}-exponent`, title: `${scheduler}: exponent of growth`, unit: '', target: null },
  ]),
  run(scale) {
    const full = scale === 'full';
    return SCHEDULERS.flatMap((name) => {
      const counts = full ? NODE_COUNTS : NODE_COUNTS.map((nodes) => nodes / 100);
      const times = measureDecisionTimes({
        schedulers: [BUILT_IN.schedulers.get(name)!], nodeCounts: counts, milliseconds: full ? MILLISECONDS : 10,
      });
      const perPodUs = times.map(({ samplesSeconds }) => 1e6 * median(samplesSeconds));
      return [...perPodUs, fitPowerLaw(perPodUs.map((us, i) => [counts[i]!, us]))!.exponent];
    });
  },
};
