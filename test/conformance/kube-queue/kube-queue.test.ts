import { describe, expect, it } from 'vitest';
import { hasShared } from '../../shared.js';
import { compareRecording, compareText } from '../recordings.js';

const PART = [
  ['order', 1], ['backoff', 1], ['wake', 1], ['flush', 1], ['profiles', 1], ['preemption', 5], ['updates', 3], ['gates', 1], ['inflight', 1],
  ['mixed', 1],
] as const;

/** Cases by file, as the README of the recordings counts them. */
const FULL = [
  ['order', 12], ['backoff', 24], ['wake', 44], ['flush', 8], ['profiles', 12], ['preemption', 28], ['updates', 21], ['gates', 8],
  ['burst', 4], ['daemon', 8], ['inflight', 20], ['mixed', 24],
] as const;

describe('timelines of the whole scheduler', () => {
  it.each(PART)('come out equal, entry by entry, in the copied part of %s', (file, cases) => {
    const compared = compareRecording(`kube-scheduler-queue/${file}.jsonl`, 'part');
    expect(compared).toMatchObject({ kind: 'kube-scheduler timelines', cases, differences: [] });
    expect(compared.equal).toBe(compared.decisions);
    expect(compared.decisions).toBeGreaterThan(cases * 5);
  });

  it.skipIf(!hasShared).each(FULL)('come out equal in the full recording of %s, %i cases (needs ../shared or SEATRIAL_SHARED)', (file, cases) => {
    const compared = compareRecording(`kube-scheduler-queue/${file}.jsonl`, 'full');
    expect(compared).toMatchObject({ kind: 'kube-scheduler timelines', cases, differences: [] });
    expect(compared.equal).toBe(compared.decisions);
  });

  const NODE = {
    metadata: { name: 'n', labels: { 'kubernetes.io/hostname': 'n' } }, status: { allocatable: { cpu: '1', memory: '1Gi', pods: '10' } },
  };
  const POD = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '500m' } } }] } };
  const CASE = {
    id: 'own', end: 1000,
    script: [{ t: 0, op: 'create', kind: 'Node', obj: NODE }, { t: 10, op: 'create', kind: 'Pod', obj: POD }],
    // One node has room, so the pod is taken there without scoring; the queue is empty at the end.
    timeline: [
      { t: 0, e: 'do', i: 0 }, { t: 10, e: 'do', i: 1 },
      { t: 10, e: 'move', pod: 'p', q: 'active', by: 'UnschedulablePodAdd' },
      { t: 10, e: 'try', pod: 'p', from: 'active', n: 1, res: 'node', node: 'n', feas: 1 },
      { t: 10, e: 'bind', pod: 'p', node: 'n' },
      { t: 1000, e: 'look', look: {} },
    ],
    placed: [['p', 'n']],
  };

  it('of a pod that fits at once hold six entries', () => {
    expect(compareText(JSON.stringify(CASE))).toMatchObject({ cases: 1, decisions: 6, equal: 6, differences: [] });
  });

  it.each([
    ['another node in an attempt', { timeline: CASE.timeline.map((entry) => (entry.e === 'try' ? { ...entry, node: 'm' } : entry)) }, 'try p'],
    ['an entry too few', { timeline: CASE.timeline.slice(0, -1) }, 'look'],
    ['another place at the end', { placed: [['p', '']] }, 'placed at the end'],
    ['objects from before the script', { objects: {} }, 'answer'],
    ['a step of an unknown kind', { script: [{ t: 0, op: 'dance' }] }, 'answer'],
    ['a timeline without an end', { end: undefined }, 'answer'],
  ])('%s is a difference', (_what, change, field) => {
    const { equal, decisions, differences } = compareText(JSON.stringify({ ...CASE, ...change }));
    expect(equal).toBeLessThan(decisions);
    expect(differences[0]).toMatchObject({ case: 'own', line: 1, field });
  });
});
