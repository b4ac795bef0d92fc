import { invariant } from '../../../base/invariant.js';
import { createExpectations, NO_EXPECTATIONS } from '../expectations.js';
import { Reconciler } from '../reconciler.js';
import { defineStrategy } from '../strategy.js';

/**
 * Level-triggered: events only say that something may have changed; each sync looks at everything the view shows and
 * acts on the difference. Events that arrive meanwhile are one more sync. After a broken watch the new list shows what
 * was missed, so nothing that a list can show is ever lost for good.
 */
export const levelTriggered = defineStrategy({
  name: 'level-triggered',
  title: 'Level-triggered: informer, work queue and expectations',
  source: 'Kubernetes v1.36.3: client-go tools/cache and util/workqueue, pkg/controller/controller_utils.go',
  revision: 1,
  differs: [
    'Each controller has informers of its own; upstream the controllers of one process share them.',
    'No read-your-own-writes gate (StaleControllerConsistency, beta in 1.36): expectations alone guard against stale views.',
    'A key that is resynced is not given a lower priority.',
  ],
  parameters: {
    resync: {
      type: 'duration', default: 0, min: 0, max: 86_400_000_000,
      description: 'Shows every cached object again this often; 0 = never (upstream 12 to 24 hours)',
    },
    expectations: {
      type: 'boolean', default: true,
      description: 'Holds syncs back until the view shows what the controller has created and deleted; without it stale views make more and more pods',
    },
  },
  start({ plane, definition, parameters, workers }, { resync, expectations }) {
    const informers = new Map(definition.watches.map(({ kind }) => [kind, plane.informer(definition.name, kind)]));
    const reconciler = new Reconciler({
      plane, definition, parameters, workers,
      expectations: expectations ? createExpectations(() => plane.kernel.nowUs) : NO_EXPECTATIONS,
      view(kind) {
        const informer = informers.get(kind);
        invariant(informer !== undefined, `controller ${definition.name} does not watch ${kind}`);
        return informer.cache;
      },
    });
    for (const { kind, indexes = {} } of definition.watches) {
      const informer = informers.get(kind)!;
      for (const [name, by] of Object.entries(indexes)) informer.addIndex(name, by);
      informer.handle(reconciler.controller.on[kind] ?? {});
      if (resync > 0) informer.resyncEvery(resync);
    }
    return reconciler;
  },
});
