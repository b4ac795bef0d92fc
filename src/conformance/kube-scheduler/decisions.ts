import type { CaseTally } from '../case-tally.js';
import type { KindOfCases, RecordedLine } from '../contract.js';
import { DecisionComparer } from './decision-comparer.js';
import { EVALUATIONS, profileOf, ReplayedScheduler, type EvaluationName } from './replayed-scheduler.js';
import type { RecordedCase } from './recording.js';

/** Independent decisions on small clusters, with the verdicts and scores of every plugin. */
export const kubeDecisions: KindOfCases = {
  name: 'kube-scheduler decisions',
  title: 'a cluster and independent decisions on it, with verdicts, scores, pick and preemption',
  shape: 'cases',
  recognises: (first) => typeof first['cluster'] === 'object' && Array.isArray(first['order']) && Array.isArray(first['decisions']),
  compare: (line: RecordedLine, tally) => {
    // What a member holds is found out by using it: anything odd fails the case.
    compareCase(line as unknown as RecordedCase, tally);
  },
};

function compareCase({ id, config, cluster, order, decisions }: RecordedCase, tally: CaseTally): void {
  let schedulers: readonly (readonly [EvaluationName, ReplayedScheduler])[] = [];
  tally.whole((comparison) => {
    schedulers = EVALUATIONS.map((name) => {
      const scheduler = new ReplayedScheduler(profileOf(id, config), name);
      scheduler.load(cluster);
      return [name, scheduler] as const;
    });
    const names = Array.from(schedulers[0]![1].order.list(), (node) => schedulers[0]![1].cluster.nodes.names[node]!);
    comparison.sameByNode({ field: 'node order' }, names.map((_, i) => `place ${i + 1}`), order, names);
  });
  decisions.forEach((decision, i) => tally.decide(`decision ${i}`, (comparison) => {
    if (schedulers.length === 0) throw new Error('the cluster could not be loaded');
    for (const [name, scheduler] of schedulers) new DecisionComparer(scheduler, name, decision, order, comparison).compare();
  }));
}
