import { defineFault } from './contract.js';
import { countText } from './count-text.js';
import { watchesOf, WATCH_PARAMETERS } from './watched.js';

/**
 * Watch events vanish without a trace: the connection stands, so that nobody has a reason to list again. A resync does
 * not help, since it shows what is cached; only who lists by himself finds out.
 */
export const lostEvents = defineFault({
  name: 'lost-events',
  title: 'Watch events are lost silently',
  source: 'Sun et al., Automatic Reliability Testing for Cluster Management Controllers (Sieve), OSDI 2022: unobserved states',
  revision: 1,
  parameters: {
    ...WATCH_PARAMETERS,
    window: { type: 'duration', default: 60_000_000, min: 0, max: 86_400_000_000, description: 'For how long events are lost' },
    share: { type: 'number', default: 1, min: 0, max: 1, description: 'Probability with which an event is lost' },
    count: { type: 'integer', default: 1_000_000, min: 1, max: 1_000_000_000, unit: 'events', description: 'Events lost at most, for each watch' },
  },
  strike({ plane, stream, disturbed }, { watcher, watched, window, share, count }) {
    const watches = watchesOf(plane, { watcher, watched });
    disturbed(`loss of events on ${countText(watches.length, 'watch', 'watches')}`);
    const draws = stream('lost-events');
    const untilUs = plane.kernel.nowUs + window;
    for (const watch of watches) watch.loseEvents({ count, untilUs, picks: () => share === 1 || draws.unit() < share });
  },
});
