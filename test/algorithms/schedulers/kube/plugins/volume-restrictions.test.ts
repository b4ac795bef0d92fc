import { describe, expect, it } from 'vitest';
import { volumeRestrictions } from '../../../../../src/algorithms/schedulers/kube/plugins/volume-restrictions.js';
import type { Volume } from '../../../../../src/world/objects/index.js';
import { Asked, claimed } from './asked.js';

const DISK = 'U: node(s) had no available disk';
const IN_USE = 'U: node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

const claim = (name: string, mode: string, namespace = 'default'): { metadata: { name: string; namespace: string }; spec: { accessModes: string[] } } =>
  ({ metadata: { name, namespace }, spec: { accessModes: [mode] } });

describe('VolumeRestrictions: disks', () => {
  const rbd = (monitors: string[], image: string, readOnly = false): Volume => ({ name: 'v', rbd: { monitors, image, pool: 'p', readOnly } });
  const gce = (pdName: string, readOnly = false): Volume => ({ name: 'v', gcePersistentDisk: { pdName, readOnly } });
  const ebs = (volumeID: string, readOnly = false): Volume => ({ name: 'v', awsElasticBlockStore: { volumeID, readOnly } });
  const iscsi = (iqn: string, lun: number, readOnly = false): Volume =>
    ({ name: 'v', iscsi: { targetPortal: 't', iqn, lun, readOnly } });
  const rows: readonly [name: string, wanted: Volume, used: Volume, isConflict: boolean][] = [
    ['one GCE disk, one writer', gce('a'), gce('a', true), true],
    ['one GCE disk, readers only', gce('a', true), gce('a', true), false],
    ['two GCE disks', gce('a'), gce('b'), false],
    ['one EBS volume, readers only', ebs('a', true), ebs('a', true), true],
    ['one iSCSI name, other unit numbers', iscsi('q', 0), iscsi('q', 1), true],
    ['one iSCSI name, readers only', iscsi('q', 0, true), iscsi('q', 0, true), false],
    ['RBD images over a common monitor', rbd(['m1', 'm2'], 'i'), rbd(['m2', 'm3'], 'i'), true],
    ['RBD images over other monitors', rbd(['m1'], 'i'), rbd(['m2'], 'i'), false],
    ['other RBD images', rbd(['m1'], 'i'), rbd(['m1'], 'j'), false],
    ['an RBD image, readers only', rbd(['m1'], 'i', true), rbd(['m1'], 'i', true), false],
  ];
  it.each(rows)('%s', (_, wanted, used, isConflict) => {
    const asked = new Asked(volumeRestrictions, { n0: {}, n1: {} });
    asked.run('n0', [used]);
    expect(asked.ask(asked.podClass([wanted]))).toEqual({ n0: isConflict ? DISK : '', n1: '' });
  });

  it('a pod without disks and claims is skipped', () => {
    const asked = new Asked(volumeRestrictions, { n0: {} });
    expect(asked.ask(asked.podClass([{ name: 'v', emptyDir: {} }]))).toBe('skip');
  });
});

describe('VolumeRestrictions: claims for one pod', () => {
  it('a claim that a pod anywhere uses keeps others from every node, until that pod is gone', () => {
    const asked = new Asked(volumeRestrictions, { n0: {}, n1: {} }).put('PersistentVolumeClaim', claim('c', 'ReadWriteOncePod'));
    const podClass = asked.podClass([claimed('c')]);
    expect(asked.ask(podClass)).toBe('skip');
    const user = asked.run('n0', [claimed('c')]);
    expect(asked.ask(podClass)).toEqual({ n0: IN_USE, n1: IN_USE });
    asked.cluster.release(user);
    expect(asked.ask(podClass)).toBe('skip');
  });

  it('claims of other modes may be shared, and those of other namespaces are others', () => {
    const asked = new Asked(volumeRestrictions, { n0: {} })
      .put('PersistentVolumeClaim', claim('c', 'ReadWriteOnce'), claim('d', 'ReadWriteOncePod'), claim('d', 'ReadWriteOncePod', 'other'));
    asked.run('n0', [claimed('c'), claimed('d')]);
    expect(asked.ask(asked.podClass([claimed('c')]))).toBe('skip');
    expect(asked.ask(asked.podClass([claimed('d')], { namespace: 'other' }))).toBe('skip');
  });

  it('a missing claim rejects the pod until it is there', () => {
    const asked = new Asked(volumeRestrictions, { n0: {} });
    const podClass = asked.podClass([claimed('c')]);
    expect(asked.ask(podClass)).toEqual({ rejected: 'UU: persistentvolumeclaim "c" not found' });
    asked.put('PersistentVolumeClaim', claim('c', 'ReadWriteOnce'));
    expect(asked.ask(podClass)).toBe('skip');
  });

  it('a what-if without the user lets the pod in, and ends as it began', () => {
    const asked = new Asked(volumeRestrictions, { n0: {} }).put('PersistentVolumeClaim', claim('c', 'ReadWriteOncePod'));
    const user = asked.run('n0', [claimed('c')]);
    const podClass = asked.podClass([claimed('c')]);
    asked.ask(podClass);
    const { plugin, host: { statuses } } = asked;
    const verdict = (): string => statuses.get(plugin.filter!(podClass, 0))?.code ?? '';
    plugin.beginWhatIf!(podClass);
    plugin.podRemoved!(podClass, user, 0);
    expect(verdict()).toBe('');
    plugin.beginWhatIf!(podClass);
    plugin.podAdded!(podClass, user, 0);
    expect(verdict()).toBe('U');
    plugin.endWhatIf!(podClass);
    expect(verdict()).toBe('');
    plugin.endWhatIf!(podClass);
    expect(verdict()).toBe('U');
  });
});

describe('VolumeRestrictions: events', () => {
  it('the end of a pod wakes only who shares a disk or a claim with it', () => {
    const asked = new Asked(volumeRestrictions, { n0: {} });
    const waiting = asked.podClass([claimed('c'), { name: 'd', gcePersistentDisk: { pdName: 'a' } }]);
    const ended = (volumes: readonly Volume[], namespace = 'default'): boolean => asked.wakes(waiting, {
      resource: 'AssignedPod', action: 'Delete', pod: 0, node: 0, before: asked.podClass(volumes, { namespace }), after: null,
    });
    expect(ended([claimed('c')])).toBe(true);
    expect(ended([{ name: 'x', gcePersistentDisk: { pdName: 'a' } }])).toBe(true);
    expect(ended([claimed('other')])).toBe(false);
    expect(ended([claimed('c')], 'other')).toBe(false);
  });
});
