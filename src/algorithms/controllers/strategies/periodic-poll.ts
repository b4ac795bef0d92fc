import { invariant } from '../../../base/invariant.js';
import type { EventKind } from '../../../world/kernel/kernel.js';
import { LANE } from '../../../world/kernel/lanes.js';
import { Cache, keyOf, type ApiRequest, type Task } from '../../../world/controlplane/index.js';
import { NO_EXPECTATIONS } from '../expectations.js';
import { Reconciler } from '../reconciler.js';
import { defineStrategy } from '../strategy.js';

/**
 * Periodic poll: no watch at all. Every interval the controller lists all kinds that it looks at through the API and
 * reconciles every object against these lists. Nothing can be missed for longer than an interval; the price is the
 * delay and the lists. A round that is still at work when the next one is due lets it pass.
 */
export const periodicPoll = defineStrategy({
  name: 'periodic-poll',
  title: 'Periodic poll: list everything, reconcile everything, wait',
  source: 'Seatrial; the resync-only loop of configuration management systems',
  revision: 1,
  parameters: {
    interval: {
      type: 'duration', default: 10_000_000, min: 1_000, max: 86_400_000_000,
      description: 'Time from the start of one round to the start of the next',
    },
  },
  start({ plane, definition, parameters, workers }, { interval }) {
    const views = new Map(definition.watches.map(({ kind }) => [kind, new Cache()]));
    const reconciler = new Reconciler({
      plane, definition, parameters, workers,
      // Each round lists after the round before it ended, so its lists show all that was done.
      expectations: NO_EXPECTATIONS,
      view(kind) {
        const view = views.get(kind);
        invariant(view !== undefined, `controller ${definition.name} does not look at ${kind}`);
        return view;
      },
    });
    for (const { kind, indexes = {} } of definition.watches) {
      for (const [name, by] of Object.entries(indexes)) views.get(kind)!.addIndex(name, by);
    }
    let isListing = false;

    function* round(): Task {
      const replies = yield definition.watches.map(({ kind }): ApiRequest => ({ verb: 'list', kind }));
      definition.watches.forEach(({ kind }, i) => {
        const reply = replies[i]!;
        if (reply.ok) views.get(kind)!.replace(reply.objects);
      });
      for (const object of views.get(definition.reconciles)!.list()) reconciler.queue.add(keyOf(object));
    }

    const tick: EventKind = plane.kernel.kind({
      name: `poll ${definition.name}`, lane: LANE.WORK, periodic: true,
      handler: () => {
        plane.kernel.after(interval, tick);
        if (isListing || !reconciler.isIdle) return;
        isListing = true;
        reconciler.client.run(round(), () => { isListing = false; });
      },
    });
    plane.kernel.after(0, tick);
    return reconciler;
  },
});
