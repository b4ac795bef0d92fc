import { describe, expect, it } from 'vitest';
import { filesUnder, hasShared } from '../../shared.js';
import { compareRecording } from '../recordings.js';

const PARTS = filesUnder('test/recorded/kube-scheduler').filter((name) => name.endsWith('.jsonl')).map((name) => name.slice('test/recorded/'.length));

/** File, cases and decisions of the full recording. */
const FULL = [
  ['config', 89, 89], ['mixed', 48, 478], ['nodeorder', 60, 1440], ['preemption', 140, 420],
  // Four searches each.
  ['sampling', 317, 1268],
  ['plugins/ImageLocality', 40, 320], ['plugins/InterPodAffinity', 56, 504], ['plugins/NodeAffinity', 40, 316],
  ['plugins/NodeDeclaredFeatures', 30, 120], ['plugins/NodeName', 30, 150], ['plugins/NodePorts', 40, 316],
  ['plugins/NodeResourcesBalancedAllocation', 40, 320], ['plugins/NodeResourcesFit', 56, 560], ['plugins/NodeUnschedulable', 30, 180],
  ['plugins/NodeVolumeLimits', 40, 360], ['plugins/PodTopologySpread', 56, 448], ['plugins/TaintToleration', 40, 320],
  ['plugins/VolumeBinding', 40, 480], ['plugins/VolumeRestrictions', 40, 360], ['plugins/VolumeZone', 40, 360],
  ['sessions/affinity-all', 1, 500], ['sessions/basic-adaptive', 1, 1600], ['sessions/basic-all', 1, 900], ['sessions/basic-pct30', 1, 1200],
  ['sessions/mixed-adaptive', 1, 1000], ['sessions/preempt-all', 1, 627], ['sessions/spread-adaptive', 1, 800], ['sessions/tight-adaptive', 1, 1200],
] as const;

describe('decisions recorded from kube-scheduler v1.36.3', () => {
  it.each(PARTS)('are made alike in the copied part of %s, by the plain and the fast evaluation', (name) => {
    const { kind, cases, decisions, equal, differences } = compareRecording(name, 'part');
    expect(kind).not.toBeNull();
    expect(differences).toEqual([]);
    expect(cases).toBeGreaterThan(0);
    expect(equal).toBe(decisions);
  });

  it('are copied for every plugin that has a recording of its own', () => {
    const copied = PARTS.flatMap((name) => /plugins\/(\w+)\.jsonl$/.exec(name)?.[1] ?? []);
    expect(copied).toEqual(expect.arrayContaining(FULL.flatMap(([name]) => (name.startsWith('plugins/') ? [name.slice('plugins/'.length)] : []))));
  });
});

describe.skipIf(!hasShared)('the full recordings of kube-scheduler v1.36.3 (need ../shared or SEATRIAL_SHARED)', () => {
  it.each(FULL)('%s: all %i cases with %i decisions are equal', (name, cases, decisions) => {
    const compared = compareRecording(`kube-scheduler/${name}.jsonl`, 'full');
    expect(compared).toMatchObject({ cases, decisions, equal: decisions, differences: [] });
  });
});
