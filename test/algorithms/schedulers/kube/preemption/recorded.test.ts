import { describe, expect, it } from 'vitest';
import { hasShared } from '../../../../shared.js';
import { readRecording } from '../recorded.js';
import { replayPosts, type PreemptionCase } from './replayed.js';
import { followPreemptions } from './session.js';

/** All decisions of a recording that ended in PostFilter, by both evaluations. */
function replayAll(file: string, part: 'part' | 'full'): { readonly posts: number; readonly differences: readonly unknown[] } {
  const cases = readRecording<PreemptionCase>(file, part);
  return {
    posts: cases.flatMap(({ decisions }) => decisions.filter(({ post }) => post !== undefined)).length,
    differences: cases.flatMap(replayPosts),
  };
}

describe('Preemption decides like kube-scheduler v1.36.3: eligibility, candidates, victims in order, choice', () => {
  it.each([
    // One cluster for each of the recorder's ten kinds: start times, worthless victims, budgets, affinity, ports ...
    ['preemption.jsonl', 29],
    // Some dozen pods of one priority and start on a node: their order is that of Go's unstable sort.
    ['preemption-many.jsonl', 8],
  ])('%s, the part in the repository', (file, posts) => {
    expect(replayAll(file, 'part')).toEqual({ posts, differences: [] });
  });

  it.each(['kept', 'rebuilt'] as const)('the beginning of a session on one live cluster (%s)', (indexes) => {
    expect(followPreemptions(readRecording('sessions/preempt-all.jsonl', 'part'), indexes))
      .toEqual({ posts: 15, nominated: 12, differences: [] });
  });

  describe.skipIf(!hasShared)('all of it (needs ../shared or SEATRIAL_SHARED)', () => {
    it.each([['preemption.jsonl', 342], ['mixed.jsonl', 62]])('%s', (file, posts) => {
      expect(replayAll(file, 'full')).toEqual({ posts, differences: [] });
    });

    it.each(['kept', 'rebuilt'] as const)('the session (%s)', (indexes) => {
      expect(followPreemptions(readRecording('sessions/preempt-all.jsonl', 'full'), indexes))
        .toEqual({ posts: 304, nominated: 127, differences: [] });
    });
  });
});
