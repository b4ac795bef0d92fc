import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Informer, isReady, keyOf, Store, withReadiness, type ApiObject } from '../../../src/world/controlplane/index.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';
import { LANE } from '../../../src/world/kernel/lanes.js';

interface Watched { readonly kernel: Kernel; readonly store: Store; readonly informer: Informer; readonly seen: string[] }

function watched(latencyUs = 10, listUs = 0): Watched {
  const kernel = new Kernel();
  const store = new Store({ kernel, lingers: () => false });
  const informer = new Informer({ watcher: 'test', kernel, store, kind: 'Pod', latencyUs, listUs });
  const seen: string[] = [];
  informer.handle({
    added: (pod, cause) => seen.push(`${kernel.nowUs} added ${pod.metadata.name} ${cause}`),
    updated: (_before, pod, cause) => seen.push(`${kernel.nowUs} updated ${pod.metadata.name} ${cause}`),
    deleted: (pod, cause) => seen.push(`${kernel.nowUs} deleted ${pod.metadata.name} ${cause}`),
  });
  return { kernel, store, informer, seen };
}

function create(store: Store, name: string): void {
  store.perform({ verb: 'create', object: { kind: 'Pod', metadata: { name }, spec: {} } });
}

function remove(store: Store, name: string): void {
  store.perform({ verb: 'delete', kind: 'Pod', key: `default/${name}` });
}

function toggle(store: Store, name: string): void {
  const change = (pod: ApiObject): ApiObject => withReadiness(pod, !isReady(pod), 0);
  store.perform({ verb: 'patch', kind: 'Pod', key: `default/${name}`, change });
}

/** Runs `action` at an instant. */
function at(kernel: Kernel, timeUs: number, action: () => void): void {
  kernel.at(timeUs, kernel.kind({ name: 'script', lane: LANE.CHANGE, handler: action }));
}

describe('an informer', () => {
  it('sees each commit one latency later, in order, and shows late handlers what it has', () => {
    const { kernel, store, informer, seen } = watched();
    create(store, 'a');
    at(kernel, 3, () => toggle(store, 'a'));
    at(kernel, 5, () => remove(store, 'a'));
    at(kernel, 5, () => create(store, 'b'));
    kernel.run();
    expect(seen).toEqual(['10 added a watch', '13 updated a watch', '15 deleted a watch', '15 added b watch']);
    const late: string[] = [];
    informer.handle({ added: (pod, cause) => late.push(`${pod.metadata.name} ${cause}`) });
    expect(late).toEqual(['b list']);
  });

  it('changes its cache before it calls handlers', () => {
    const { kernel, store, informer } = watched();
    const cached: boolean[] = [];
    informer.handle({
      added: (pod) => cached.push(informer.cache.get(keyOf(pod)) === pod),
      deleted: (pod) => cached.push(informer.cache.get(keyOf(pod)) === undefined),
    });
    create(store, 'a');
    at(kernel, 20, () => remove(store, 'a'));
    kernel.run();
    expect(cached).toEqual([true, true]);
  });

  it('finds out by a relist what it missed: deletions with the last state seen, updates, additions', () => {
    const { kernel, store, informer, seen } = watched(10, 7);
    for (const name of ['gone', 'changed', 'same', 'remade']) create(store, name);
    at(kernel, 100, () => informer.breakWatch({ gapUs: 30, noticeUs: 50 }));
    at(kernel, 110, () => {
      toggle(store, 'gone');
      remove(store, 'gone');
      toggle(store, 'changed');
      remove(store, 'remade');
      create(store, 'remade');
      create(store, 'new');
    });
    kernel.run();
    // The later of gap and notice, and 7 for the list: 100 + 50 + 7.
    expect(seen.slice(4)).toEqual([
      '157 deleted gone relist', '157 updated changed relist', '157 deleted remade relist', '157 added remade relist', '157 added new relist',
    ]);
    expect(informer.counters).toMatchObject({ delivered: 4, missed: 6, relists: 1 });
    expect(informer.isBroken).toBe(false);
  });

  it('is not turned back by events that were in flight when it listed', () => {
    const { kernel, store, informer, seen } = watched(100);
    create(store, 'a');
    at(kernel, 1, () => informer.breakWatch({ gapUs: 0, noticeUs: 1 }));
    at(kernel, 50, () => toggle(store, 'a'));
    kernel.run();
    expect(seen).toEqual(['2 added a relist', '150 updated a watch']);
  });

  it('shows at a resync what it has cached, also what is long gone unseen', () => {
    const { kernel, store, informer, seen } = watched(0);
    create(store, 'a');
    kernel.run(0);
    informer.resyncEvery(100);
    informer.loseEvents({ count: 1, untilUs: 1000, picks: () => true });
    at(kernel, 10, () => remove(store, 'a'));
    kernel.run(250);
    expect(seen).toEqual(['0 added a watch', '100 updated a resync', '200 updated a resync']);
    expect(informer.counters.lost).toBe(1);
  });

  it('ends with the store as its cache after any history, breaks included', () => {
    const step = fc.record({
      do: fc.constantFrom('create' as const, 'remove' as const, 'toggle' as const, 'break' as const),
      name: fc.constantFrom('a', 'b', 'c'), gap: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 20 }), (steps, latencyUs) => {
      const { kernel, store, informer } = watched(latencyUs, 3);
      let timeUs = 0;
      for (const { do: what, name, gap } of steps) {
        timeUs += gap;
        at(kernel, timeUs, () => {
          if (what === 'create') create(store, name);
          else if (what === 'remove') remove(store, name);
          else if (what === 'toggle') toggle(store, name);
          else informer.breakWatch({ gapUs: gap, noticeUs: 5 });
        });
      }
      kernel.run();
      const byName = (objects: readonly ApiObject[]): readonly ApiObject[] => [...objects].sort((x, y) => (keyOf(x) < keyOf(y) ? -1 : 1));
      expect(byName(informer.cache.list())).toEqual(byName(store.list('Pod')));
    }));
  });
});
