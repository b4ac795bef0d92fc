import { describe, expect, it } from 'vitest';
import { hasShared } from '../../../shared.js';
import { allRows, keptRows } from '../recordings.js';
import { replayRollout, type RolloutCase, type RolloutFinal, type Step } from './lockstep.js';

/** Names and hashes of ReplicaSets are ours; everything else is compared. */
function comparable(row: { readonly trace: readonly Step[]; readonly final: RolloutFinal }): unknown {
  const { rs, ...final } = row.final;
  const { t: _, ...counts } = final as RolloutFinal & { readonly t?: number };
  return {
    trace: row.trace.map(({ del, ...step }) => (del === undefined ? step : { ...step, del: 'a ReplicaSet' })),
    final: { ...counts, rs: rs.map(({ name: _name, hash: _hash, ...set }) => set) },
  };
}

const FILE = 'deployment-rollouts.jsonl';

describe('a Deployment', () => {
  it.each(keptRows<RolloutCase>(FILE))('rolls as recorded in $id', (row) => {
    expect(comparable(replayRollout(row.in))).toEqual(comparable(row));
  });

  it.skipIf(!hasShared)('goes through the recorded sizes in every case', () => {
    const rows = allRows<RolloutCase>(FILE);
    expect(rows).toHaveLength(658);
    for (const row of rows) expect(comparable(replayRollout(row.in)), row.id).toEqual(comparable(row));
  });
});
