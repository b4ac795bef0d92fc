import { describe, expect, it } from 'vitest';
import { nodeVolumeLimits } from '../../../../../src/algorithms/schedulers/kube/plugins/node-volume-limits.js';
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Volume } from '../../../../../src/world/objects/index.js';
import { Asked, claimed } from './asked.js';

const EXCEEDED = 'U: node(s) exceed max volume count';

const csiNode = (name: string, counts: Readonly<Record<string, number | undefined>>): CSINode => ({
  metadata: { name },
  spec: {
    drivers: Object.entries(counts).map(([driver, count]) =>
      (count === undefined ? { name: driver } : { name: driver, allocatable: { count } })),
  },
});
const claim = (name: string, volumeName: string, storageClassName = ''): PersistentVolumeClaim =>
  ({ metadata: { name }, spec: { volumeName, storageClassName } });
const volume = (name: string, spec: PersistentVolume['spec']): PersistentVolume => ({ metadata: { name }, spec });
const csi = (driver: string, volumeHandle: string): PersistentVolume['spec'] => ({ csi: { driver, volumeHandle } });

/** A node that attaches up to two volumes of driver d; claims c1 .. c4 with volumes of their own. */
function limited(count: number | null = 2): Asked {
  const asked = new Asked(nodeVolumeLimits, { n0: {} }).put('CSINode', csiNode('n0', { d: count ?? undefined }));
  for (const i of [1, 2, 3, 4]) {
    asked.put('PersistentVolumeClaim', claim(`c${i}`, `pv${i}`)).put('PersistentVolume', volume(`pv${i}`, csi('d', `h${i}`)));
  }
  return asked;
}

describe('NodeVolumeLimits', () => {
  const rows: readonly [name: string, running: string[][], wanted: string[], isExceeded: boolean][] = [
    ['1 attached and 1 new are 2 of 2', [['c1']], ['c2'], false],
    ['1 attached and 2 new are 3 of 2', [['c1']], ['c2', 'c3'], true],
    ['a volume used by two pods counts once: 1 and 1', [['c1'], ['c1']], ['c2'], false],
    ['a volume that is attached already is not new: 2 and 0', [['c1', 'c2']], ['c1'], false],
    ['2 attached and 1 new are 3 of 2', [['c1', 'c2']], ['c1', 'c3'], true],
    ['claims of running pods that are gone do not count: 0 and 2', [['gone']], ['c1', 'c2'], false],
  ];
  it.each(rows)('%s', (_, running, wanted, isExceeded) => {
    const asked = limited();
    for (const claims of running) asked.run('n0', claims.map((name) => claimed(name)));
    expect(asked.ask(asked.podClass(wanted.map((name) => claimed(name))))).toEqual({ n0: isExceeded ? EXCEEDED : '' });
  });

  it('attachments count as long as no pod accounts for them', () => {
    const asked = limited();
    const attachment = (i: number, nodeName: string): void => {
      asked.put('VolumeAttachment', {
        metadata: { name: `a${i}` }, spec: { attacher: 'd', nodeName, source: { persistentVolumeName: `pv${i}` } },
      });
    };
    const podClass = asked.podClass([claimed('c2'), claimed('c3')]);
    attachment(4, 'elsewhere');
    expect(asked.ask(podClass)).toEqual({ n0: '' });
    attachment(1, 'n0');
    expect(asked.ask(podClass)).toEqual({ n0: EXCEEDED });
    // The pod that uses it is counted instead: still 1 and 2.
    asked.run('n0', [claimed('c1')]);
    expect(asked.ask(podClass)).toEqual({ n0: EXCEEDED });
    expect(asked.ask(asked.podClass([claimed('c2')]))).toEqual({ n0: '' });
  });

  it('a driver without a count has no limit, a node without drivers neither', () => {
    const podClass = [claimed('c1'), claimed('c2'), claimed('c3')];
    const unlimited = limited(null);
    expect(unlimited.ask(unlimited.podClass(podClass))).toEqual({ n0: '' });
    const silent = limited();
    silent.cluster.objects.remove('CSINode', 'n0');
    expect(silent.ask(silent.podClass(podClass))).toEqual({ n0: '' });
  });

  it('claims without volume count for the driver of their class', () => {
    const asked = limited(1)
      .put('StorageClass', { metadata: { name: 'fast' }, provisioner: 'd' }, { metadata: { name: 'odd' }, provisioner: 'e' })
      .put('PersistentVolumeClaim', claim('w1', '', 'fast'), claim('w2', '', 'fast'), claim('x', '', 'odd'), claim('y', '', 'unknown'));
    expect(asked.ask(asked.podClass([claimed('w1')]))).toEqual({ n0: '' });
    expect(asked.ask(asked.podClass([claimed('w1'), claimed('w2')]))).toEqual({ n0: EXCEEDED });
    expect(asked.ask(asked.podClass([claimed('w1'), claimed('x'), claimed('y')]))).toEqual({ n0: '' });
    // A running pod that waits for the same claim: it is counted already.
    asked.run('n0', [claimed('w1')]);
    expect(asked.ask(asked.podClass([claimed('w1')]))).toEqual({ n0: '' });
    expect(asked.ask(asked.podClass([claimed('w2')]))).toEqual({ n0: EXCEEDED });
  });

  it('old kinds of volumes count for the driver that serves them now, inline and by claim', () => {
    const asked = new Asked(nodeVolumeLimits, { n0: {}, n1: {} })
      .put('CSINode', csiNode('n0', { 'ebs.csi.aws.com': 1, 'pd.csi.storage.gke.io': 0 }), csiNode('n1', { 'ebs.csi.aws.com': 2 }))
      .put('PersistentVolumeClaim', claim('c', 'pv'))
      .put('PersistentVolume', volume('pv', { awsElasticBlockStore: { volumeID: 'aws://zone/vol-1' } }));
    const ebs = (volumeID: string): Volume => ({ name: volumeID, awsElasticBlockStore: { volumeID } });
    expect(asked.ask(asked.podClass([claimed('c'), ebs('vol-1')]))).toEqual({ n0: '', n1: '' });
    expect(asked.ask(asked.podClass([claimed('c'), ebs('vol-2')]))).toEqual({ n0: EXCEEDED, n1: '' });
    expect(asked.ask(asked.podClass([{ name: 'g', gcePersistentDisk: { pdName: 'a' } }]))).toEqual({ n0: EXCEEDED, n1: '' });
    // File shares are none of the scheduler's migrations; the plugin still looks at the pod.
    expect(asked.ask(asked.podClass([{ name: 'f', azureFile: { secretName: 's', shareName: 't' } }]))).toEqual({ n0: '', n1: '' });
    expect(asked.ask(asked.podClass([{ name: 'e', emptyDir: {} }]))).toBe('skip');
  });

  it('ephemeral claims are called after their pods and must belong to them', () => {
    const asked = limited(1);
    const owned = (pod: string, isOwner: boolean): PersistentVolumeClaim => ({
      metadata: { name: `${pod}-v`, ownerReferences: [{ kind: 'Pod', name: isOwner ? pod : 'other', uid: 'u', controller: true }] },
      spec: { volumeName: 'pv4' },
    });
    const ephemeral: Volume = { name: 'v', ephemeral: {} };
    const missing = asked.podClass([ephemeral], { name: 'a' });
    expect(asked.ask(missing)).toEqual({ n0: 'UU: looking up PVC default/a-v: persistentvolumeclaim "a-v" not found' });
    asked.put('PersistentVolumeClaim', owned('a', true), owned('b', false));
    expect(asked.ask(missing)).toEqual({ n0: '' });
    expect(asked.ask(asked.podClass([ephemeral], { name: 'b' })))
      .toEqual({ n0: 'Error: PVC default/b-v was not created for pod default/b (pod is not owner)' });
    // Pods of one class have claims of their own: a's volume h4 is attached, c1 is one too many.
    asked.run('n0', [ephemeral], { name: 'a' });
    expect(asked.ask(asked.podClass([claimed('c1')]))).toEqual({ n0: EXCEEDED });
  });

  it('is woken by a raised limit, not by a lowered one', () => {
    const asked = limited();
    const waiting = asked.podClass([claimed('c1')]);
    const changed = (before: number, after: number): boolean => asked.wakes(waiting, {
      resource: 'CSINode', action: 'Update', before: csiNode('n0', { d: before }), after: csiNode('n0', { d: after }),
    });
    expect([changed(1, 2), changed(2, 1), changed(2, 2)]).toEqual([true, false, false]);
  });
});
