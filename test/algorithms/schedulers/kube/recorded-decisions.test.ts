import { describe, expect, it } from 'vitest';
import { hasShared } from '../../../shared.js';
import { compareCase, type Tally } from './decisions.js';
import { readRecording, type RecordedCase } from './recorded.js';

/** File, cases and decisions in the full recording. */
const FILES = [
  ['NodeUnschedulable', 30, 180],
  ['NodeName', 30, 150],
  ['TaintToleration', 40, 320],
  ['NodeAffinity', 40, 316],
  ['NodePorts', 40, 316],
  ['NodeResourcesFit', 56, 560],
  ['NodeResourcesBalancedAllocation', 40, 320],
  ['PodTopologySpread', 56, 448],
  ['InterPodAffinity', 56, 504],
  ['ImageLocality', 40, 320],
  ['VolumeRestrictions', 40, 360],
  ['NodeVolumeLimits', 40, 360],
  ['VolumeBinding', 40, 480],
  ['VolumeZone', 40, 360],
  ['NodeDeclaredFeatures', 30, 120],
] as const;

function compareFile(name: string, part: 'part' | 'full'): { readonly cases: number; readonly tally: Tally } {
  const cases = readRecording<RecordedCase>(`plugins/${name}.jsonl`, part);
  const tally: Tally = {};
  for (const recorded of cases) compareCase(recorded, tally);
  return { cases: cases.length, tally };
}

describe('decisions recorded from kube-scheduler v1.36.3', () => {
  it.each(FILES)('are made alike in the copied part of %s', (name) => {
    const { cases, tally } = compareFile(name, 'part');
    expect(cases).toBeGreaterThan(0);
    expect(tally['fit (fast)']).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasShared)('the full recordings (needs ../shared or SEATRIAL_SHARED)', () => {
  it.each(FILES)('are decided alike in every field: %s', (name, cases, decisions) => {
    const compared = compareFile(name, 'full');
    expect(compared.cases).toBe(cases);
    expect(compared.tally['fit (plain)']).toBe(decisions);
    expect(compared.tally['fit (fast)']).toBe(decisions);
    if (process.env.KUBE_TALLY !== undefined) process.stderr.write(`${name} ${cases} ${JSON.stringify(compared.tally)}\n`);
  });
});
