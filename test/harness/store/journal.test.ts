import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellKey } from '../../../src/harness/store/cell-key.js';
import { Journal, type JournalEntry } from '../../../src/harness/store/journal.js';
import { temporaryFolder } from '../../cli/binary.js';

const folder = temporaryFolder();
let files = 0;
const freshFile = (): string => path.join(folder, `run-${files++}`, 'journal/cells.ndjson');

function entry(seed: number, changes: Partial<JournalEntry['record']> = {}): JournalEntry {
  return {
    record: {
      schema: 1, id: { suite: 's', scenario: 'x', variant: 'v/w', point: 'a=1,b=2', seed }, contentKey: `key-${seed}`, revisions: {},
      outcome: 'completed', reason: null, decisionDigest: 'd', orderDigest: 'o', workloadHash: 'w', metrics: [], series: [], convergences: [],
      warnings: [], ...changes,
    },
    wallSeconds: 0.5,
    pods: {
      names: ['p\n1'], createdUs: Float64Array.of(1), boundUs: Float64Array.of(2), readyUs: Float64Array.of(-1), endedUs: Float64Array.of(-1),
      node: ['n'], attempts: Int32Array.of(3),
    },
  };
}

const keyOf = (seed: number): string => cellKey(entry(seed).record.id);

async function written(target: string, seeds: readonly number[]): Promise<void> {
  const journal = await Journal.open(target);
  for (const seed of seeds) await journal.append(entry(seed));
  await journal.close();
}

describe('the journal', () => {
  it('gives back what was appended, also after it was opened again', async () => {
    const target = freshFile();
    await written(target, [1, 2]);
    const journal = await Journal.open(target);
    expect(journal.size).toBe(2);
    expect(await journal.read(keyOf(2))).toEqual(entry(2));
    expect(await journal.read(keyOf(3))).toBeNull();
    await journal.close();
  });

  it('cuts whatever follows the last whole line, wherever the write was torn', async () => {
    const target = freshFile();
    await written(target, [1, 2, 3]);
    const whole = readFileSync(target);
    const second = whole.indexOf(10, whole.indexOf(10) + 1) + 1;
    await fc.assert(fc.asyncProperty(fc.integer({ min: second, max: whole.length - 1 }), fc.string(), async (end, rubbish) => {
      writeFileSync(target, whole.subarray(0, end));
      appendFileSync(target, rubbish.replaceAll('\n', ' '));
      const journal = await Journal.open(target);
      expect(journal.size).toBe(2);
      expect(statSync(target).size).toBe(second);
      await journal.append(entry(3));
      await journal.close();
      expect(readFileSync(target).equals(whole)).toBe(true);
    }), { numRuns: 30 });
  });

  it('stops at a line whose content was changed', async () => {
    const target = freshFile();
    await written(target, [1, 2, 3]);
    writeFileSync(target, readFileSync(target, 'utf8').replace('key-2', 'key-9'));
    const journal = await Journal.open(target);
    expect([journal.has(keyOf(1)), journal.has(keyOf(2)), journal.has(keyOf(3))]).toEqual([true, false, false]);
    await journal.close();
  });

  it('keeps cells that did not crash; the latest entry of a cell counts', async () => {
    const target = freshFile();
    const journal = await Journal.open(target);
    await journal.append(entry(1, { outcome: 'crashed', reason: { kind: 'timeout', message: 'late' } }));
    expect(journal.keptKey(keyOf(1))).toBeUndefined();
    await journal.append(entry(1, { contentKey: 'later' }));
    expect(journal.keptKey(keyOf(1))).toBe('later');
    await journal.close();
  });

  it('keeps lines apart when appends overlap', async () => {
    const target = freshFile();
    const journal = await Journal.open(target);
    await Promise.all(Array.from({ length: 20 }, (_, seed) => journal.append(entry(seed))));
    await journal.close();
    const again = await Journal.open(target);
    expect(again.size).toBe(20);
    await again.close();
  });

  it('reads lines longer than a chunk of the reader', async () => {
    const target = freshFile();
    const journal = await Journal.open(target);
    const long = entry(1, { warnings: ['x'.repeat(3_000_000)] });
    await journal.append(long);
    await journal.append(entry(2));
    await journal.close();
    const again = await Journal.open(target);
    expect(await again.read(keyOf(1))).toEqual(long);
    expect(again.size).toBe(2);
    await again.close();
    truncateSync(target, 0);
  });
});
