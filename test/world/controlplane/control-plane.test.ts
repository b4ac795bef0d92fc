import { describe, expect, it } from 'vitest';
import { ControlPlane, isReady, keyOf, nodeNameOf, type ControlPlaneLatencies } from '../../../src/world/controlplane/index.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';
import { Streams } from '../../../src/world/kernel/streams.js';

const FREE: ControlPlaneLatencies = { apiUs: 0, watchUs: 0, startUs: 0, startSigma: 0, readyUs: 0, stopUs: 0 };

function plane(latencies: Partial<ControlPlaneLatencies>): ControlPlane {
  return new ControlPlane({
    kernel: new Kernel(), streams: new Streams(1), plan: { latencies: { ...FREE, ...latencies }, clientLimit: null },
  });
}

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } };

describe('the control plane', () => {
  it('starts a bound pod after watch + start + api, and makes it ready after ready', () => {
    const world = plane({ apiUs: 5, watchUs: 7, startUs: 100, readyUs: 40, stopUs: 30 });
    const times: [string, number][] = [];
    const scheduler = world.client('scheduler', null);
    world.informer('scheduler', 'Pod').handle({
      added: (seen) => { times.push(['seen', world.kernel.nowUs]); scheduler.bind(keyOf(seen), 'n0'); },
    });
    world.store.subscribe('Pod', ({ type, object }) => {
      times.push([`${type} ${nodeNameOf(object)} ${isReady(object)}`, world.kernel.nowUs]);
    });
    world.apply([pod]);
    world.kernel.run();
    // Seen at 7, bound at 7 + 5; the kubelet sees it at 12 + 7, starts it at 119, the report arrives 5 later;
    // ready at 119 + 40, reported 5 later.
    expect(times).toEqual([
      ['ADDED  false', 0], ['seen', 7], ['MODIFIED n0 false', 12], ['MODIFIED n0 false', 124], ['MODIFIED n0 true', 164],
    ]);
    times.length = 0;
    world.delete('Pod', 'default/p');
    world.kernel.run();
    // The last watch event came at 164 + 7. Asked for at 171; seen at 178, stopped at 208, removed at 213.
    expect(times.map(([, at]) => at)).toEqual([171, 213]);
    expect(world.store.count('Pod')).toBe(0);
  });

  it('takes no virtual time where every latency is zero', () => {
    const world = plane({});
    world.informer('scheduler', 'Pod').handle({ added: (seen) => world.client('scheduler', null).bind(keyOf(seen), 'n0') });
    world.apply([pod]);
    world.kernel.run();
    expect(world.kernel.nowUs).toBe(0);
    expect(isReady(world.store.get('Pod', 'default/p')!)).toBe(true);
  });
});
