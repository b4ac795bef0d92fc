import { describe, expect, it } from 'vitest';
import { PLUGINS } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import { hasShared } from '../../../../shared.js';
import { readRecording } from '../recorded.js';
import { replayPosts, type PreemptionCase } from './replayed.js';

/** Whether all plugins that had a say exist: `filters` names those that reject a node, `rejected` those of the dry runs. */
function isCovered({ filters = {}, post }: PreemptionCase['decisions'][number]): boolean {
  const names = [...Object.keys(filters), ...Object.values(post?.rejected ?? {}).map(([, plugin]) => plugin!)];
  return post?.message === undefined && names.every((name) => name === '' || PLUGINS.has(name));
}

function replayAll(file: string): { readonly posts: number; readonly left: number; readonly differences: readonly unknown[] } {
  let posts = 0;
  let left = 0;
  const differences = readRecording<PreemptionCase>(file, 'full').flatMap((recorded) => {
    const decisions = recorded.decisions.filter((decision) => decision.post !== undefined);
    const covered = decisions.filter(isCovered);
    posts += covered.length;
    left += decisions.length - covered.length;
    return replayPosts({ ...recorded, decisions: covered }, () => {});
  });
  return { posts, left, differences };
}

describe.skipIf(!hasShared)('recorded preemptions of kube-scheduler v1.36.3 (need ../shared or SEATRIAL_SHARED)', () => {
  it.each(['preemption.jsonl', 'mixed.jsonl'])('%s: eligibility, candidates, victims and choice are equal', (file) => {
    const { posts, left, differences } = replayAll(file);
    expect(differences).toEqual([]);
    expect(posts + left).toBe({ 'preemption.jsonl': 342, 'mixed.jsonl': 62 }[file]);
  });
});
