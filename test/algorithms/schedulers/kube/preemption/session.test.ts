import { describe, expect, it } from 'vitest';
import { hasShared } from '../../../../shared.js';
import { readRecording } from '../recorded.js';
import { followPreemptions } from './session.js';

describe.skipIf(!hasShared)('the recorded session with preemption (needs ../shared or SEATRIAL_SHARED)', () => {
  it.each(['kept', 'rebuilt'] as const)('every preemption on one live cluster is equal (%s)', (indexes) => {
    const { posts, nominated, differences } = followPreemptions(readRecording('sessions/preempt-all.jsonl', 'full'), indexes);
    expect(differences).toEqual([]);
    expect({ posts, nominated }).toEqual({ posts: 304, nominated: 127 });
  });
});
