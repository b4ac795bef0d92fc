import { describe, expect, it } from 'vitest';
import type { StoredSlice } from '../../../../src/algorithms/controllers/endpointslice/endpoints.js';
import { planSlices } from '../../../../src/algorithms/controllers/endpointslice/packing.js';
import type { Endpoint } from '../../../../src/world/objects/index.js';
import { bindInTurn, planeOf, SECOND_US, startControllers } from '../world.js';

function endpoint(n: number, ready = true): Endpoint {
  return { addresses: [`10.0.0.${n}`], conditions: { ready, serving: ready, terminating: false }, targetRef: { uid: `u${n}` } };
}

function slice(name: string, endpoints: readonly Endpoint[]): StoredSlice {
  return { kind: 'EndpointSlice', metadata: { name }, addressType: 'IPv4', endpoints };
}

const range = (from: number, to: number): Endpoint[] => Array.from({ length: to - from }, (_, i) => endpoint(from + i));

describe('the packing of endpoints into slices', () => {
  it('fills new slices up to the limit', () => {
    const plan = planSlices([], range(0, 7), 3);
    expect(plan.create.map((one) => one.length)).toEqual([3, 3, 1]);
  });

  it('writes only the slice of an endpoint that changed', () => {
    const plan = planSlices([slice('a', range(0, 3)), slice('b', range(3, 6))], [...range(0, 4), endpoint(4, false), endpoint(5)], 3);
    expect(plan.create).toHaveLength(0);
    expect(plan.update.map(({ slice: one }) => one.metadata.name)).toEqual(['b']);
  });

  it('puts new endpoints first into a slice that is written anyway, even if another one is fuller', () => {
    // Slice a loses endpoint 0 and is written; b has room for one and would be the fullest.
    const plan = planSlices([slice('a', range(0, 2)), slice('b', range(2, 5))], [endpoint(1), ...range(2, 5), endpoint(9)], 4);
    expect(plan.update.map(({ slice: one, endpoints }) => [one.metadata.name, endpoints.length])).toEqual([['a', 2]]);
  });

  it('puts all that is left into the fullest slice that takes it, else into a new one', () => {
    const slices = [slice('a', range(0, 1)), slice('b', range(1, 4))];
    const two = planSlices(slices, [...range(0, 4), ...range(10, 12)], 5);
    expect(two.update.map(({ slice: one, endpoints }) => [one.metadata.name, endpoints.length])).toEqual([['b', 5]]);
    // Five new ones fit neither the room of 4 in a nor that of 2 in b: they are not split over both.
    const five = planSlices(slices, [...range(0, 4), ...range(10, 15)], 5);
    expect(five.update).toHaveLength(0);
    expect(five.create.map((one) => one.length)).toEqual([5]);
  });

  it('removes slices that hold nothing any more and keeps one for a service without endpoints', () => {
    const some = planSlices([slice('a', range(0, 2)), slice('b', range(2, 4))], range(0, 2), 2);
    expect([some.update.length, some.remove.map(({ metadata }) => metadata.name)]).toEqual([0, ['b']]);
    const none = planSlices([slice('a', range(0, 2)), slice('b', range(2, 4))], [], 2);
    expect(none.update.map(({ slice: one, endpoints }) => [one.metadata.name, endpoints.length])).toEqual([['a', 0]]);
    expect(none.remove.map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(planSlices([], [], 2).create).toEqual([[]]);
  });
});

describe('a Service', () => {
  it.each([['no latency', {}], ['latencies', { apiUs: 3_000, watchUs: 4_000, startUs: SECOND_US, stopUs: SECOND_US }]])(
    'has the ready pods of its Deployment as endpoints, before and after a roll and a scale-down, with %s', (_, latencies) => {
      const plane = planeOf(latencies);
      startControllers(plane);
      bindInTurn(plane, 10);
      const template = (image: string) => ({
        metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image, ports: [{ name: 'http', containerPort: 80 }] }] },
      });
      plane.apply([
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 'http' }] } },
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 230, selector: { matchLabels: { app: 'web' } }, template: template('app:1') } },
      ]);
      const slices = (): readonly StoredSlice[] => plane.store.list('EndpointSlice') as readonly StoredSlice[];
      const expectEndpoints = (count: number): void => {
        plane.kernel.run(plane.kernel.nowUs + 200 * SECOND_US);
        const pods = plane.store.list('Pod');
        expect(pods).toHaveLength(count);
        const found = slices().flatMap(({ endpoints }) => endpoints);
        expect(new Set(found.map(({ targetRef }) => targetRef?.uid))).toEqual(new Set(pods.map(({ metadata }) => metadata.uid)));
        expect(found).toHaveLength(count);
        expect(found.every(({ conditions }) => conditions?.ready === true)).toBe(true);
        expect(slices().every(({ endpoints }) => endpoints.length <= 100)).toBe(true);
        expect(slices()[0]?.ports).toEqual([{ name: '', protocol: 'TCP', port: 80 }]);
      };
      expectEndpoints(230);
      plane.setImage('Deployment', 'default/web', 'app:2');
      expectEndpoints(230);
      plane.scale('Deployment', 'default/web', 30);
      expectEndpoints(30);
      plane.delete('Service', 'default/web');
      plane.delete('Deployment', 'default/web');
      plane.kernel.run(plane.kernel.nowUs + 200 * SECOND_US);
      expect(['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'].map((kind) => plane.store.count(kind))).toEqual([0, 0, 0, 0, 0]);
    });
});
