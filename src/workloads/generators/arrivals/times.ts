import { invariant } from '../../../base/invariant.js';
import { defineArrivals } from '../definition.js';

/** The instants are given, one arrival each. */
export const times = defineArrivals({
  name: 'times',
  title: 'given instants',
  source: 'definition',
  parameters: { timesUs: { type: 'numbers', description: 'the instants, ascending', unit: 'us', min: 0 } },
  create: ({ timesUs }) => {
    timesUs.forEach((timeUs, index) => {
      invariant(Number.isSafeInteger(timeUs), `times: ${timeUs} is not a whole number of us`);
      invariant(index === 0 || timeUs >= timesUs[index - 1]!, `times: ${timeUs} comes after a later instant`);
    });
    let index = 0;
    return () => timesUs[index++] ?? Infinity;
  },
  expected: ({ timesUs }, untilUs) => timesUs.filter((timeUs) => timeUs < untilUs).length,
});
