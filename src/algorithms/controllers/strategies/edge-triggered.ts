import { invariant } from '../../../base/invariant.js';
import { Cache, keyOf } from '../../../world/controlplane/index.js';
import { createExpectations } from '../expectations.js';
import { Reconciler } from '../reconciler.js';
import { defineStrategy } from '../strategy.js';

/**
 * Edge-triggered: the view is the sum of the events that were received, and nothing else ever corrects it. What happened
 * while the watch was broken is not in any event, so the controller never learns of it: it acts on a picture that stays
 * wrong until an event for that very object comes along. A mistake that real systems have made; here to be measured.
 */
export const edgeTriggered = defineStrategy({
  name: 'edge-triggered',
  title: 'Edge-triggered: events alone, what a relist shows is ignored',
  source: 'Seatrial; the counterpart of level triggering in Kubernetes API conventions, "level-based" behaviour',
  revision: 1,
  differs: ['Failed syncs are repeated as in the level-triggered strategy: only the knowledge is edge-triggered, not the effort.'],
  parameters: {},
  start({ plane, definition, parameters, workers }) {
    const views = new Map(definition.watches.map(({ kind }) => [kind, new Cache()]));
    const reconciler = new Reconciler({
      plane, definition, parameters, workers,
      expectations: createExpectations(() => plane.kernel.nowUs),
      view(kind) {
        const view = views.get(kind);
        invariant(view !== undefined, `controller ${definition.name} does not watch ${kind}`);
        return view;
      },
    });
    for (const { kind, indexes = {} } of definition.watches) {
      const view = views.get(kind)!;
      for (const [name, by] of Object.entries(indexes)) view.addIndex(name, by);
      const rules = reconciler.controller.on[kind] ?? {};
      plane.informer(definition.name, kind).handle({
        added(object, cause) {
          if (cause === 'relist') return;
          view.set(object);
          rules.added?.(object);
        },
        updated(_before, object, cause) {
          if (cause === 'relist' || cause === 'resync') return;
          // What this view knew before the event is what counts, not what a relist may have put into the informer.
          const known = view.set(object);
          if (known === undefined) rules.added?.(object);
          else rules.updated?.(known, object);
        },
        deleted(object, cause) {
          if (cause === 'relist') return;
          view.delete(keyOf(object));
          rules.deleted?.(object);
        },
      });
    }
    return reconciler;
  },
});
