import { describe, expect, it } from 'vitest';
import { Store, type ApiObject, type ApiReply, type WatchEvent } from '../../../src/world/controlplane/index.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';

function storeOf(lingers = true): { store: Store; events: WatchEvent[] } {
  const store = new Store({ kernel: new Kernel(), lingers: () => lingers });
  const events: WatchEvent[] = [];
  for (const kind of ['Pod', 'Deployment']) store.subscribe(kind, (event) => events.push(event));
  return { store, events };
}

const deployment: ApiObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { replicas: 1 } };
const pod: ApiObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [] } };

function stored(reply: ApiReply): ApiObject {
  if (!reply.ok || reply.object === null) throw new Error('refused');
  return reply.object;
}

describe('the store', () => {
  it('refuses a write that is based on an old version, and counts it', () => {
    const { store } = storeOf();
    const first = stored(store.perform({ verb: 'create', object: deployment }));
    store.perform({ verb: 'update', object: { ...first, spec: { replicas: 2 } } });
    expect(store.perform({ verb: 'update', object: { ...first, spec: { replicas: 3 } } })).toMatchObject({ ok: false, reason: 'Conflict' });
    expect(store.get('Deployment', 'default/d')?.spec).toEqual({ replicas: 2 });
    expect(store.counters).toEqual({ writes: 3, commits: 2, conflicts: 1 });
  });

  it('makes no event of a write that changes nothing', () => {
    const { store, events } = storeOf();
    const first = stored(store.perform({ verb: 'create', object: deployment }));
    const second = stored(store.perform({ verb: 'update', object: { ...first, spec: { replicas: 1 } } }));
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(events.map(({ type }) => type)).toEqual(['ADDED']);
  });

  it('raises the generation with the spec and a Deployment\'s annotations, not with its status', () => {
    const { store } = storeOf();
    let object = stored(store.perform({ verb: 'create', object: deployment }));
    const generationAfter = (verb: 'update' | 'update-status', change: Partial<ApiObject>): number | undefined => {
      object = stored(store.perform({ verb, object: { ...object, ...change } }));
      return object.metadata.generation;
    };
    expect(object.metadata.generation).toBe(1);
    expect(generationAfter('update', { spec: { replicas: 5 } })).toBe(2);
    expect(generationAfter('update-status', { status: { replicas: 5 } })).toBe(2);
    expect(generationAfter('update', { metadata: { ...object.metadata, annotations: { a: 'b' } } })).toBe(3);
    expect(generationAfter('update-status', { metadata: { ...object.metadata, annotations: { a: 'c' } } })).toBe(3);
    expect(object.metadata.annotations).toEqual({ a: 'c' });
  });

  it('keeps status and spec apart: an update leaves the status, a status write leaves the spec', () => {
    const { store } = storeOf();
    const first = stored(store.perform({ verb: 'create', object: deployment }));
    const second = stored(store.perform({ verb: 'update-status', object: { ...first, spec: { replicas: 9 }, status: { replicas: 1 } } }));
    expect([second.spec, second.status]).toEqual([{ replicas: 1 }, { replicas: 1 }]);
    const third = stored(store.perform({ verb: 'update', object: { ...second, spec: { replicas: 2 }, status: { replicas: 7 } } }));
    expect([third.spec, third.status]).toEqual([{ replicas: 2 }, { replicas: 1 }]);
  });

  it('names objects that only say how their name begins, each differently', () => {
    const { store } = storeOf();
    const names = Array.from({ length: 1000 }, () =>
      stored(store.perform({ verb: 'create', object: { ...pod, metadata: { name: '', generateName: 'p-' } } })).metadata.name);
    expect(new Set(names).size).toBe(1000);
    expect(names.every((name) => /^p-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name))).toBe(true);
    expect(store.perform({ verb: 'create', object: { ...pod, metadata: { name: names[0]! } } })).toMatchObject({ reason: 'AlreadyExists' });
  });

  it('lets a bound pod linger until its node lets it go; an unbound one is gone at once', () => {
    const { store } = storeOf();
    store.perform({ verb: 'create', object: pod });
    store.perform({ verb: 'bind', key: 'default/p', node: 'n' });
    store.perform({ verb: 'delete', kind: 'Pod', key: 'default/p' });
    expect(store.get('Pod', 'default/p')?.metadata.deletedUs).toBe(0);
    store.perform({ verb: 'delete', kind: 'Pod', key: 'default/p', force: true });
    expect(store.count('Pod')).toBe(0);
    store.perform({ verb: 'create', object: pod });
    store.perform({ verb: 'delete', kind: 'Pod', key: 'default/p' });
    expect(store.count('Pod')).toBe(0);
  });

  it('keeps an object with finalizers until the last one is taken off', () => {
    const { store, events } = storeOf();
    store.perform({ verb: 'create', object: { ...deployment, metadata: { name: 'd', finalizers: ['wait'] } } });
    store.perform({ verb: 'delete', kind: 'Deployment', key: 'default/d' });
    expect(store.count('Deployment')).toBe(1);
    store.perform({
      verb: 'patch', kind: 'Deployment', key: 'default/d', change: (object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }),
    });
    expect(store.count('Deployment')).toBe(0);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  it('binds a pod once', () => {
    const { store } = storeOf();
    store.perform({ verb: 'create', object: pod });
    expect(store.perform({ verb: 'bind', key: 'default/p', node: 'n' })).toMatchObject({ ok: true });
    expect(store.perform({ verb: 'bind', key: 'default/p', node: 'm' })).toMatchObject({ ok: false, reason: 'Conflict' });
    expect(store.perform({ verb: 'bind', key: 'default/q', node: 'm' })).toMatchObject({ ok: false, reason: 'NotFound' });
  });

  it('deletes only the object with the given uid', () => {
    const { store } = storeOf();
    store.perform({ verb: 'create', object: pod });
    expect(store.perform({ verb: 'delete', kind: 'Pod', key: 'default/p', uid: 'another' })).toMatchObject({ reason: 'Conflict' });
    expect(store.count('Pod')).toBe(1);
  });
});
