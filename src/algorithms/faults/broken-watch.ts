import { defineFault } from './contract.js';
import { countText } from './count-text.js';
import { watchesOf, WATCH_PARAMETERS } from './watched.js';

/**
 * Watch connections break: what is committed from then on is not delivered. The client finds out after a while, connects
 * again when it can, and lists: who reconciles the list with what it knew has lost nothing, who lives by events alone
 * never learns what happened in the gap.
 */
export const brokenWatch = defineFault({
  name: 'broken-watch',
  title: 'Watches break; the client notices and lists again',
  source: 'Kubernetes v1.36.3, client-go tools/cache reflector: watch errors and relist',
  revision: 1,
  differs: ['One attempt to connect, when the gap is over; upstream tries with a growing back-off from 0.8 s to 30 s.'],
  parameters: {
    ...WATCH_PARAMETERS,
    gap: { type: 'duration', default: 30_000_000, min: 0, max: 86_400_000_000, description: 'How long the connection cannot be made again' },
    notice: { type: 'duration', default: 5_000_000, min: 0, max: 86_400_000_000, description: 'How long the client takes to find out' },
  },
  strike({ plane, after, disturbed }, { watcher, watched, gap, notice }) {
    const watches = watchesOf(plane, { watcher, watched });
    disturbed(`break of ${countText(watches.length, 'watch', 'watches')}`);
    for (const watch of watches) watch.breakWatch({ gapUs: gap, noticeUs: notice });
    // The relist comes after the latency of a list; what it heals is measured from the end of the gap.
    after(Math.max(gap, notice), () => disturbed(`relist of ${countText(watches.length, 'watch', 'watches')}`));
  },
});
