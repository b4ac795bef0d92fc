import type { CaseTally } from '../case-tally.js';
import type { KindOfCases, RecordedLine } from '../contract.js';
import type { Entry, QueueCase } from './format.js';
import { play } from './player.js';

/**
 * Timelines of the whole scheduler in virtual time: a script of what its surroundings do, and all that it did. Each entry
 * of the timeline counts as a decision.
 */
export const kubeQueue: KindOfCases = {
  shape: 'cases',
  name: 'kube-scheduler timelines',
  title: 'What a whole kube-scheduler did in virtual time: queue moves, attempts, bindings, nominations, evictions',
  recognises: (first) => Array.isArray(first['timeline']) && Array.isArray(first['script']),
  compare(line, tally) {
    const recorded = asCase(line);
    const { timeline, placed } = play(recorded);
    const count = Math.max(recorded.timeline.length, timeline.length);
    for (let i = 0; i < count; i++) compareEntry(tally, i, worded(recorded, recorded.timeline[i]), timeline[i]);
    tally.whole((comparison) => { comparison.same({ field: 'placed at the end' }, recorded.placed ?? [], placed); });
  },
};

function compareEntry(tally: CaseTally, i: number, recorded: Entry | undefined, here: Entry | undefined): void {
  const { t, e, pod } = recorded ?? here!;
  tally.decide(`entry ${i} at ${t} ms`, (comparison) => {
    const field = `${e}${pod === undefined ? '' : ` ${pod}`}`;
    const node = recorded?.node === undefined ? {} : { node: recorded.node };
    comparison.same({ field, ...node }, recorded, here);
  });
}

/** The entry with its message in words. */
function worded({ messages = [] }: QueueCase, entry: Entry | undefined): Entry | undefined {
  return entry === undefined || typeof entry.m !== 'number' ? entry : { ...entry, m: messages[entry.m] ?? `no message ${entry.m}` };
}

function asCase(line: RecordedLine): QueueCase {
  if (typeof line['end'] !== 'number') throw new Error('a timeline without its last moment, field "end"');
  const steps = line['script'] as readonly { readonly t?: unknown }[];
  // Time would never pass a moment that is no number.
  for (const [i, step] of steps.entries()) if (typeof step?.t !== 'number') throw new Error(`step ${i} of the script has no time "t"`);
  if (line['objects'] !== undefined) throw new Error('objects that exist before the script are not supported');
  // The script is checked step by step as it is played; the rest is only compared.
  return line as unknown as QueueCase;
}
