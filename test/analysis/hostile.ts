import type { RunData } from '../../src/analysis/run-data.js';
import { quickstartRun } from './fixture.js';

/** Names that a scenario of a stranger may use; the largest trap last. */
export const HOSTILE_NAMES = [
  '<script>window.hacked=1</script>', 'x'.repeat(300), '\u202eright to left', '"><img src=x onerror=window.hacked=2>', '日本語 \u0000 ${x}', '',
] as const;

/** The quickstart with hostile names, texts and reasons wherever a user or a module can put some. */
export function hostileRun(): RunData {
  const run = quickstartRun({
    names: HOSTILE_NAMES, seeds: 3, title: '</title><script>window.hacked=3</script>',
    about: '<b onmouseover="window.hacked=4">bold</b>\n</p></section>',
  });
  const evil = '</style></svg><script>window.hacked=5</script>\' " ` &lt;';
  return {
    ...run,
    name: `run${evil}`,
    records: run.records.map((record) => ({
      ...record, warnings: [evil],
      reason: record.reason === null ? null : { kind: evil, message: evil },
      convergences: record.convergences.map((convergence) => ({ ...convergence, disturbance: evil + convergence.disturbance })),
    })),
    decisionTimes: run.decisionTimes.map((time) => ({ ...time, scheduler: time.scheduler === 'fgd' ? evil : time.scheduler })),
    manifest: {
      ...run.manifest, suite: evil, warnings: [evil],
      algorithms: run.manifest.algorithms.map((algorithm) => ({ ...algorithm, title: evil, source: evil, differs: [evil], module: evil })),
      scenarios: run.manifest.scenarios.map((scenario) => ({
        ...scenario, file: evil, inputs: scenario.inputs.map((input) => ({ ...input, file: evil, format: evil, dropped: { [evil]: 1 } })),
      })),
    },
  };
}
