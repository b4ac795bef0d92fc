import { describe, expect, it } from 'vitest';
import { volumeZone } from '../../../../../src/algorithms/schedulers/kube/plugins/volume-zone.js';
import type { Labels } from '../../../../../src/world/objects/index.js';
import { Asked, claimed } from './asked.js';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const BETA_ZONE = 'failure-domain.beta.kubernetes.io/zone';
const NO = 'UU: node(s) had no available volume zone';

const NODES = { a: { [ZONE]: 'a', [REGION]: 'r' }, b: { [ZONE]: 'b', [REGION]: 'r' }, beta: { [BETA_ZONE]: 'a' }, bare: { x: 'y' } };

function withVolume(labels: Labels): Asked {
  return new Asked(volumeZone, NODES)
    .put('PersistentVolume', { metadata: { name: 'pv', labels }, spec: {} })
    .put('PersistentVolumeClaim', { metadata: { name: 'c' }, spec: { volumeName: 'pv' } });
}

describe('VolumeZone', () => {
  const rows: readonly [name: string, labels: Labels, answer: ReturnType<Asked['ask']>][] = [
    ['a zone', { [ZONE]: 'a' }, { a: '', b: NO, beta: NO, bare: '' }],
    ['several zones', { [ZONE]: 'a__b' }, { a: '', b: '', beta: NO, bare: '' }],
    // Today's labels of a node also answer the old ones of a volume, not the other way round.
    ['an old zone label', { [BETA_ZONE]: 'a' }, { a: '', b: NO, beta: '', bare: '' }],
    ['zone and region', { [ZONE]: 'a', [REGION]: 'other' }, { a: NO, b: NO, beta: NO, bare: '' }],
    ['a list with an empty zone is ignored', { [ZONE]: 'a__' }, 'skip'],
    ['other labels', { x: 'z' }, 'skip'],
  ];
  it.each(rows)('%s', (_, labels, answer) => {
    const asked = withVolume(labels);
    expect(asked.ask(asked.podClass([claimed('c')]))).toEqual(answer);
  });

  it('tells why the volume of a claim cannot be looked at', () => {
    const asked = new Asked(volumeZone, NODES).put('StorageClass',
      { metadata: { name: 'later' }, provisioner: 'd', volumeBindingMode: 'WaitForFirstConsumer' },
      { metadata: { name: 'now' }, provisioner: 'd', volumeBindingMode: 'Immediate' });
    const unbound = (name: string, storageClassName?: string): void => {
      asked.put('PersistentVolumeClaim', { metadata: { name }, spec: storageClassName === undefined ? {} : { storageClassName } });
    };
    unbound('none');
    unbound('unknown', 'x');
    unbound('now', 'now');
    unbound('later', 'later');
    asked.put('PersistentVolumeClaim', { metadata: { name: 'lost' }, spec: { volumeName: 'pv' } });
    const answers = ['absent', 'none', 'unknown', 'now', 'later', 'lost'].map((name) => asked.ask(asked.podClass([claimed(name)])));
    expect(answers).toEqual([
      { rejected: 'UU: persistentvolumeclaim "absent" not found' },
      { rejected: 'UU: PersistentVolumeClaim had no pv name and storageClass name' },
      { rejected: 'UU: storageclass.storage.k8s.io "x" not found' },
      { rejected: 'UU: PersistentVolume had no name' },
      'skip',
      { rejected: 'UU: persistentvolume "pv" not found' },
    ]);
  });

  it('is woken by other zones of a volume, not by other labels', () => {
    const asked = withVolume({ [ZONE]: 'a' });
    const waiting = asked.podClass([claimed('c')]);
    const changed = (labels: Labels): boolean => asked.wakes(waiting, {
      resource: 'PersistentVolume', action: 'Update',
      before: { metadata: { name: 'pv', labels: { [ZONE]: 'a__b' } }, spec: {} }, after: { metadata: { name: 'pv', labels }, spec: {} },
    });
    expect([changed({ [ZONE]: 'a' }), changed({ [ZONE]: 'b__a', x: 'y' })]).toEqual([true, false]);
  });
});
