import { describe, expect, it } from 'vitest';
import { hasShared } from '../shared.js';
import { compareRecording, compareText } from './recordings.js';

describe('what controllers of kube-controller-manager v1.36.3 did', () => {
  it.each(['deployment-rollouts', 'replicaset-victims', 'replicaset-batches'])('is done alike in the copied part of %s', (name) => {
    const { cases, differences } = compareRecording(`controllers/${name}.jsonl`, 'part');
    expect(differences).toEqual([]);
    expect(cases).toBeGreaterThan(5);
  });

  it.skipIf(!hasShared).each([
    ['deployment-rollouts', 658], ['replicaset-victims', 1214], ['replicaset-batches', 24],
  ] as const)('is done alike in the full recording of %s, %i cases (needs ../shared or SEATRIAL_SHARED)', (name, cases) => {
    const compared = compareRecording(`controllers/${name}.jsonl`, 'full');
    expect(compared).toMatchObject({ cases, differences: [] });
    expect(compared.equal).toBe(compared.decisions);
  });

  it('is told where it is changed', () => {
    // One ready pod and one that is not: the one that is not ready goes.
    const pod = (n: string, readyAgo: number | null) => ({ n, uid: n, node: 'n', phase: 'Running', readyAgo, age: 100 });
    const recorded = { id: 'own', pods: [pod('a', 50), pod('b', null)], diff: 1, victims: ['b'], order: ['b', 'a'] };
    expect(compareText(JSON.stringify(recorded))).toMatchObject({ kind: 'ReplicaSet victims', equal: 1 });
    expect(compareText(JSON.stringify({ ...recorded, victims: ['a'] })).differences).toMatchObject([{ case: 'own', field: 'victims', recorded: '["a"]', here: '["b"]' }]);
  });
});
