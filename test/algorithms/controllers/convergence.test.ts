import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeTriggered, levelTriggered, periodicPoll } from '../../../src/algorithms/controllers/strategies.js';
import { resolveLimits } from '../../../src/algorithms/controllers/deployment/limits.js';
import { isActive, replicasOf, type StoredReplicaSet } from '../../../src/algorithms/controllers/workloads.js';
import { isReady, type ApiObject, type ControlPlane, type ControlPlaneLatencies } from '../../../src/world/controlplane/index.js';
import { bindInTurn, FREE, planeOf, SECOND_US, startControllers } from './world.js';

const STRATEGIES = [
  { definition: levelTriggered },
  { definition: levelTriggered, parameters: { resync: 5 * SECOND_US } },
  { definition: edgeTriggered },
  { definition: periodicPoll, parameters: { interval: SECOND_US } },
] as const;

function deploymentOf(replicas: number, share: string): ApiObject {
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' },
    spec: {
      replicas, selector: { matchLabels: { app: 'd' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: share, maxUnavailable: share } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'app:1' }] } },
    },
  };
}

function imagesOf(plane: ControlPlane): readonly string[] {
  return plane.store.list('Pod').filter((pod) => isActive(pod) && isReady(pod))
    .map((pod) => (pod.spec as { readonly containers: readonly { readonly image: string }[] }).containers[0]!.image);
}

/** Pods that all ReplicaSets together ask for. There may be more pods for a while: deleting takes its time. */
function askedFor(plane: ControlPlane): number {
  return (plane.store.list('ReplicaSet') as readonly StoredReplicaSet[]).reduce((sum, set) => sum + replicasOf(set), 0);
}

const latencies: fc.Arbitrary<ControlPlaneLatencies> = fc.record({
  apiUs: fc.integer({ min: 0, max: 50_000 }), watchUs: fc.integer({ min: 0, max: 50_000 }), startUs: fc.integer({ min: 0, max: 2_000_000 }),
  startSigma: fc.constantFrom(0, 0.5), readyUs: fc.integer({ min: 0, max: 500_000 }), stopUs: fc.integer({ min: 0, max: 500_000 }),
});

describe('a Deployment', () => {
  it('converges with every strategy, whatever the latencies, and never asks for more pods than its surge allows', () => {
    fc.assert(fc.property(
      latencies, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), fc.constantFrom('25%', '50%', '100%'),
      fc.constantFrom(...STRATEGIES), fc.constantFrom(null, { perSecond: 20, burst: 30 }),
      (hops, replicas, scaled, share, strategy, clientLimit) => {
        const plane = planeOf({}, { plan: { latencies: hops, clientLimit } });
        startControllers(plane, strategy);
        bindInTurn(plane, 3);
        plane.apply([deploymentOf(replicas, share)]);
        plane.kernel.run(100 * SECOND_US);
        expect(imagesOf(plane)).toEqual(new Array<string>(replicas).fill('app:1'));

        const { surge } = resolveLimits({ maxSurge: share, maxUnavailable: share }, replicas);
        let most = 0;
        plane.store.subscribe('ReplicaSet', () => { most = Math.max(most, askedFor(plane)); });
        plane.setImage('Deployment', 'default/d', 'app:2');
        plane.kernel.run(300 * SECOND_US);
        expect(imagesOf(plane)).toEqual(new Array<string>(replicas).fill('app:2'));
        expect(most).toBeLessThanOrEqual(replicas + surge);

        plane.scale('Deployment', 'default/d', scaled);
        plane.kernel.run(400 * SECOND_US);
        expect(imagesOf(plane)).toEqual(new Array<string>(scaled).fill('app:2'));
      },
    ), { numRuns: 40 });
  });

  it('that rolls one pod at a time never has fewer available pods than allowed', () => {
    fc.assert(fc.property(latencies, fc.integer({ min: 2, max: 10 }), (hops, replicas) => {
      const plane = planeOf(hops);
      startControllers(plane);
      bindInTurn(plane, 3);
      plane.apply([deploymentOf(replicas, '25%')]);
      plane.kernel.run(100 * SECOND_US);
      const { unavailable } = resolveLimits({ maxSurge: '25%', maxUnavailable: '25%' }, replicas);
      let least = replicas;
      plane.store.subscribe('Pod', () => { least = Math.min(least, imagesOf(plane).length); });
      plane.setImage('Deployment', 'default/d', 'app:2');
      plane.kernel.run(300 * SECOND_US);
      expect(least).toBeGreaterThanOrEqual(replicas - unavailable);
    }), { numRuns: 25 });
  });

  it('makes too many pods when nothing guards its ReplicaSet against a stale view, and just enough with expectations', () => {
    const podsMade = (expectations: boolean): number => {
      // The view is 20 ms behind; each created pod that it shows asks for a sync that does not know of the others yet.
      const plane = planeOf({ apiUs: 10_000, watchUs: 20_000 });
      let made = 0;
      plane.store.subscribe('Pod', ({ type }) => { if (type === 'ADDED') made++; });
      startControllers(plane, { definition: levelTriggered, parameters: { expectations } });
      plane.apply([deploymentOf(4, '25%')]);
      plane.kernel.run(SECOND_US);
      return made;
    };
    expect(podsMade(true)).toBe(4);
    expect(podsMade(false)).toBeGreaterThan(4);
  });

  it('takes no virtual time where no hop does, and the same steps in every run', () => {
    const run = (): readonly string[] => {
      const plane = planeOf(FREE);
      const steps: string[] = [];
      startControllers(plane);
      bindInTurn(plane, 3);
      for (const kind of ['Deployment', 'ReplicaSet', 'Pod']) {
        plane.store.subscribe(kind, ({ type, object }) => steps.push(`${type} ${object.metadata.name} ${JSON.stringify(object.status)}`));
      }
      plane.apply([deploymentOf(10, '25%')]);
      plane.kernel.run(0);
      plane.setImage('Deployment', 'default/d', 'app:2');
      plane.kernel.run(0);
      expect(imagesOf(plane)).toEqual(new Array<string>(10).fill('app:2'));
      return steps;
    };
    expect(run()).toEqual(run());
  });
});
