import { describe, expect, it } from 'vitest';
import { volumeBinding } from '../../../../../src/algorithms/schedulers/kube/plugins/volume-binding.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import type { PersistentVolume, PersistentVolumeClaim, Volume } from '../../../../../src/world/objects/index.js';
import { Asked, claimed } from './asked.js';

const ZONE = 'topology.kubernetes.io/zone';
const AFFINITY = "UU: node(s) didn't match PersistentVolume's node affinity";
const NONE = "UU: node(s) didn't find available persistent volumes to bind";
const NO_SPACE = 'UU: node(s) did not have enough free storage';
const BOUND = { 'pv.kubernetes.io/bind-completed': 'yes' };

interface ClaimOptions { readonly metadata?: Partial<PersistentVolumeClaim['metadata']>; readonly spec?: PersistentVolumeClaim['spec'] }

function claim(name: string, storageClassName: string, storage: string, { metadata = {}, spec = {} }: ClaimOptions = {}): PersistentVolumeClaim {
  return { metadata: { name, ...metadata }, spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage } }, ...spec } };
}

/** A volume of 1Gi .. that nodes of these zones reach. */
function volume(name: string, storage: string, zones: readonly string[], more: Partial<PersistentVolume['spec']> = {}): PersistentVolume {
  return {
    metadata: { name }, status: { phase: 'Available' },
    spec: {
      capacity: { storage }, accessModes: ['ReadWriteOnce'], storageClassName: 'local',
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: zones }] }] } },
      ...more,
    },
  };
}

/** Nodes a and b in zones of their names; the classes of these tests. */
function desk(): Asked {
  return new Asked(volumeBinding, { a: { [ZONE]: 'a' }, b: { [ZONE]: 'b' } }).put('StorageClass',
    { metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' },
    { metadata: { name: 'made' }, provisioner: 'd', volumeBindingMode: 'WaitForFirstConsumer' },
    {
      metadata: { name: 'made-in-a' }, provisioner: 'd', volumeBindingMode: 'WaitForFirstConsumer',
      allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ['a'] }] }, {}],
    },
    { metadata: { name: 'now' }, provisioner: 'd', volumeBindingMode: 'Immediate' });
}

function askFor(asked: Asked, ...names: readonly string[]): ReturnType<Asked['ask']> {
  return asked.ask(asked.podClass(names.map((name) => claimed(name))));
}

describe('VolumeBinding: claims that need no node', () => {
  it('rejects pods whose claims are not there, lost, on their way out, or not bound by those who should have', () => {
    const asked = desk().put('PersistentVolumeClaim',
      { ...claim('lost', 'made', '1Gi', { spec: { volumeName: 'pv' } }), status: { phase: 'Lost' } },
      claim('leaving', 'made', '1Gi', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      claim('immediate', 'now', '1Gi'), claim('classless', '', '1Gi'), claim('unknown', 'x', '1Gi'),
      claim('half-bound', 'made', '1Gi', { spec: { volumeName: 'pv' } }));
    const unbound = { rejected: 'UU: pod has unbound immediate PersistentVolumeClaims' };
    expect(['absent', 'lost', 'leaving', 'immediate', 'classless', 'unknown', 'half-bound'].map((name) => askFor(asked, name))).toEqual([
      { rejected: 'UU: persistentvolumeclaim "absent" not found' },
      { rejected: 'UU: persistentvolumeclaim "lost" bound to non-existent persistentvolume "pv"' },
      { rejected: 'UU: persistentvolumeclaim "leaving" is being deleted' },
      unbound, unbound, unbound, unbound,
    ]);
    expect(asked.ask(asked.podClass([]))).toBe('skip');
  });

  it('an ephemeral volume waits for the claim that its controller makes', () => {
    const asked = desk();
    const podClass = asked.podClass([{ name: 'v', ephemeral: {} } satisfies Volume], { name: 'p' });
    expect(asked.ask(podClass)).toEqual({ rejected: 'UU: waiting for ephemeral volume controller to create the persistentvolumeclaim "p-v"' });
    asked.put('PersistentVolumeClaim', claim('p-v', 'made', '1Gi'));
    expect(asked.ask(podClass)).toEqual({ rejected: 'UU: PVC default/p-v was not created for pod default/p (pod is not owner)' });
    asked.put('PersistentVolumeClaim', claim('p-v', 'made-in-a', '1Gi', { metadata: { ownerReferences: [{ kind: 'Pod', name: 'p', uid: 'u', controller: true }] } }));
    expect(asked.ask(podClass)).toEqual({ a: '', b: NONE });
  });
});

describe('VolumeBinding: bound claims', () => {
  const bound = (name: string, volumeName: string): PersistentVolumeClaim => claim(name, 'local', '1Gi', { metadata: { annotations: BOUND }, spec: { volumeName } });

  it('runs where all volumes are within reach', () => {
    const asked = desk().put('PersistentVolume', volume('in-a', '1Gi', ['a']), volume('both', '1Gi', ['a', 'b']))
      .put('PersistentVolumeClaim', bound('c1', 'in-a'), bound('c2', 'both'), bound('c3', 'gone'));
    expect(askFor(asked, 'c1', 'c2')).toEqual({ a: '', b: AFFINITY });
    const gone = 'UU: node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
    expect(askFor(asked, 'c3')).toEqual({ a: gone, b: gone });
  });

  it('a disk that the node leaves to its driver goes by the label of the driver', () => {
    const disk = volume('disk', '1Gi', ['a', 'b'], { gcePersistentDisk: { pdName: 'x' } });
    const asked = new Asked(volumeBinding, { a: { [ZONE]: 'a' }, b: { [ZONE]: 'b', 'topology.gke.io/zone': 'b' }, c: { [ZONE]: 'a' } })
      .put('PersistentVolume', { ...disk, metadata: { name: 'disk', labels: { [ZONE]: 'x-y-z' } } })
      .put('PersistentVolumeClaim', bound('c', 'disk'));
    for (const name of ['a', 'b']) {
      asked.put('CSINode', { metadata: { name, annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': 'kubernetes.io/gce-pd' } }, spec: {} });
    }
    expect(askFor(asked, 'c')).toEqual({ a: AFFINITY, b: '', c: '' });
  });
});

describe('VolumeBinding: existing volumes', () => {
  const rows: readonly [name: string, volume: PersistentVolume, options: ClaimOptions, fits: boolean][] = [
    ['as large as asked for', volume('v', '2Gi', ['a']), {}, true],
    ['too small', volume('v', '2147483647', ['a']), {}, false],
    ['of another class', volume('v', '2Gi', ['a'], { storageClassName: 'other' }), {}, false],
    ['without an access mode', volume('v', '2Gi', ['a'], { accessModes: ['ReadOnlyMany'] }), {}, false],
    ['of another mode', volume('v', '2Gi', ['a'], { volumeMode: 'Block' }), {}, false],
    ['of that other mode when asked for', volume('v', '2Gi', ['a'], { volumeMode: 'Block' }), { spec: { volumeMode: 'Block' } }, true],
    ['without the labels asked for', volume('v', '2Gi', ['a']), { spec: { selector: { matchLabels: { kind: 'fast' } } } }, false],
    ['not available', { ...volume('v', '2Gi', ['a']), status: { phase: 'Released' } }, {}, false],
    ['reserved for another claim', volume('v', '2Gi', ['a'], { claimRef: { name: 'other' } }), {}, false],
    ['reserved for this claim', volume('v', '2Gi', ['a'], { claimRef: { name: 'c' }, accessModes: [] }), {}, true],
    ['reserved for an earlier claim of this name', volume('v', '2Gi', ['a'], { claimRef: { name: 'c', uid: 'old' } }), {}, false],
    ['of other attributes', volume('v', '2Gi', ['a'], { volumeAttributesClassName: 'gold' }), {}, false],
  ];
  it.each(rows)('a volume %s', (_, existing, options, fits) => {
    const asked = desk().put('PersistentVolume', existing).put('PersistentVolumeClaim', claim('c', 'local', '2Gi', options));
    expect(askFor(asked, 'c')).toEqual({ a: fits ? '' : NONE, b: NONE });
  });

  it('small claims take small volumes, so that large ones are left for large claims', () => {
    const asked = desk().put('PersistentVolume', volume('large', '5Gi', ['a', 'b']), volume('small', '1Gi', ['a']))
      .put('PersistentVolumeClaim', claim('big', 'local', '3Gi'), claim('little', 'local', '1Gi'));
    // On b the little claim takes the large volume, as it comes first: nothing is left for the big one.
    expect(askFor(asked, 'big', 'little')).toEqual({ a: '', b: NONE });
  });

  it('a reserved volume out of reach keeps its claim from all others', () => {
    const asked = desk().put('PersistentVolume', volume('mine', '5Gi', ['b'], { claimRef: { name: 'c' } }), volume('free', '1Gi', ['a']))
      .put('PersistentVolumeClaim', claim('c', 'local', '1Gi'));
    expect(askFor(asked, 'c')).toEqual({ a: NONE, b: '' });
  });
});

describe('VolumeBinding: volumes to be made', () => {
  it('are made where the class allows it, and where the claim was promised', () => {
    const promised = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'b' } } };
    const asked = desk().put('PersistentVolumeClaim', claim('anywhere', 'made', '1Gi'), claim('in-a', 'made-in-a', '1Gi'), claim('promised', 'made', '1Gi', promised));
    expect([askFor(asked, 'anywhere'), askFor(asked, 'in-a'), askFor(asked, 'promised')])
      .toEqual([{ a: '', b: '' }, { a: '', b: NONE }, { a: NONE, b: '' }]);
  });

  it('are made where the driver has space, if it tells', () => {
    const asked = desk().put('PersistentVolumeClaim', claim('c', 'made', '2Gi'));
    asked.put('CSIDriver', { metadata: { name: 'd' }, spec: { storageCapacity: true } });
    expect(askFor(asked, 'c')).toEqual({ a: NO_SPACE, b: NO_SPACE });
    const capacity = (name: string, zone: string, more: object): void => {
      asked.put('CSIStorageCapacity', { metadata: { name }, storageClassName: 'made', nodeTopology: { matchLabels: { [ZONE]: zone } }, ...more });
    };
    // The largest volume counts, where it is told, not the sum of what is left.
    capacity('1', 'a', { capacity: '10Gi', maximumVolumeSize: '2147483648' });
    capacity('2', 'b', { capacity: '10Gi', maximumVolumeSize: '2147483647' });
    expect(askFor(asked, 'c')).toEqual({ a: '', b: NO_SPACE });
    capacity('3', 'b', { capacity: '2Gi' });
    expect(askFor(asked, 'c')).toEqual({ a: '', b: '' });
  });
});

describe('VolumeBinding: reserve, write, wait', () => {
  function chosen(): { asked: Asked; podClass: ReturnType<Asked['podClass']>; pod: number } {
    const asked = desk().put('PersistentVolume', volume('pv', '1Gi', ['a']))
      .put('PersistentVolumeClaim', claim('c', 'local', '1Gi'), claim('d', 'local', '1Gi'), claim('new', 'made', '1Gi'));
    const podClass = asked.podClass([claimed('c'), claimed('new')]);
    const pod = asked.cluster.addPod(podClass.id, 0);
    expect(asked.ask(podClass, pod)).toEqual({ a: '', b: NONE });
    expect(asked.plugin.reserve!(pod, podClass, 0)).toBe(SUCCESS);
    return { asked, podClass, pod };
  }

  it('a reserved volume is gone for the next pod, and back when the reservation is', () => {
    const { asked, podClass, pod } = chosen();
    expect(askFor(asked, 'd')).toEqual({ a: NONE, b: NONE });
    asked.plugin.unreserve!(pod, podClass, 0);
    expect(askFor(asked, 'd')).toEqual({ a: '', b: NONE });
  });

  it('a claim whose volume is being made for a node keeps its other pods there', () => {
    const { asked } = chosen();
    expect(askFor(asked, 'new')).toEqual({ a: '', b: NONE });
  });

  it('writes the volume with its claim and the claim with its node, and waits for the controllers', () => {
    const { asked, podClass, pod } = chosen();
    const answer = asked.plugin.preBind!(pod, podClass, 0);
    if (!('writes' in answer)) throw new Error('the binding failed');
    const [first, second] = answer.writes;
    expect(first).toMatchObject({
      kind: 'PersistentVolume',
      object: {
        metadata: { name: 'pv', annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
        spec: { claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'c', uid: 'default/c' } },
      },
    });
    expect(second).toMatchObject({
      kind: 'PersistentVolumeClaim', object: { metadata: { name: 'new', annotations: { 'volume.kubernetes.io/selected-node': 'a' } } },
    });
    const { check } = answer.wait!;
    expect(answer.wait).toMatchObject({ everyUs: 1_000_000, timeoutUs: 600_000_000 });
    expect(check()).toBe('wait');
    for (const { kind, object } of answer.writes) asked.put(kind, object);
    expect(check()).toBe('wait');
    asked.put('PersistentVolumeClaim', claim('c', 'local', '1Gi', { metadata: { annotations: BOUND }, spec: { volumeName: 'pv' } }));
    expect(check()).toBe('wait');
    asked.put('PersistentVolume', volume('made', '1Gi', ['a']));
    const madeFor = (node: string): void => {
      asked.put('PersistentVolumeClaim', claim('new', 'made', '1Gi', {
        metadata: { annotations: { ...BOUND, 'volume.kubernetes.io/selected-node': node } }, spec: { volumeName: 'made' },
      }));
    };
    madeFor('b');
    expect(asked.host.statuses.get(check() as number)?.reasons).toEqual(['binding volumes: provisioning failed for PVC "new"']);
    madeFor('a');
    expect(check()).toBe(SUCCESS);
  });

  it('a pod whose claims are all bound writes nothing', () => {
    const asked = desk().put('PersistentVolume', volume('pv', '1Gi', ['a']))
      .put('PersistentVolumeClaim', claim('c', 'local', '1Gi', { metadata: { annotations: BOUND }, spec: { volumeName: 'pv' } }));
    const podClass = asked.podClass([claimed('c')]);
    asked.ask(podClass, 0);
    expect(asked.plugin.reserve!(0, podClass, 0)).toBe(SUCCESS);
    expect(asked.plugin.preBind!(0, podClass, 0)).toEqual({ writes: [] });
  });
});

describe('VolumeBinding: events', () => {
  it('any new volume wakes, of claims only the own ones, of classes those with other topologies', () => {
    const asked = desk();
    const waiting = asked.podClass([claimed('c')]);
    const added = <K extends 'PersistentVolume' | 'PersistentVolumeClaim'>(resource: K, after: PersistentVolume | PersistentVolumeClaim): boolean =>
      asked.wakes(waiting, { resource, action: 'Add', before: null, after });
    expect(added('PersistentVolume', volume('v', '1Gi', ['x']))).toBe(true);
    expect(added('PersistentVolumeClaim', claim('c', 'x', '1Gi'))).toBe(true);
    expect(added('PersistentVolumeClaim', claim('d', 'x', '1Gi'))).toBe(false);
    expect(added('PersistentVolumeClaim', claim('c', 'x', '1Gi', { metadata: { namespace: 'other' } }))).toBe(false);
    const before = { metadata: { name: 's' }, provisioner: 'd' };
    const changed = (after: object): boolean =>
      asked.wakes(waiting, { resource: 'StorageClass', action: 'Update', before, after: { ...before, ...after } });
    expect([changed({ allowedTopologies: [{}] }), changed({ parameters: { a: 'b' } })]).toEqual([true, false]);
  });
});
