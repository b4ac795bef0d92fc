import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploymentCountsOf, type StoredDeployment } from '../../../src/algorithms/controllers/workloads.js';
import type { ControlPlane } from '../../../src/world/controlplane/index.js';
import { repositoryRoot } from '../../shared.js';
import { bindInTurn, FREE, planeOf, SECOND_US, startControllers } from './world.js';

interface Measured { readonly results: readonly { readonly what: string; readonly seconds: number; readonly replicaSetSpecWrites: number }[] }

/** The status that the measurement waited for: everything seen, new and available. */
function isReached({ store }: ControlPlane, replicas: number): boolean {
  const deployment = store.get('Deployment', 'default/d') as StoredDeployment;
  const counts = deploymentCountsOf(deployment);
  return counts.observedGeneration === deployment.metadata.generation && counts.replicas === replicas
    && counts.updatedReplicas === replicas && counts.availableReplicas === replicas;
}

/** Virtual seconds until the status is reached, to 10 ms; then ten seconds of rest, which fill the buckets again. */
function secondsUntil(plane: ControlPlane, replicas: number): number {
  const startUs = plane.kernel.nowUs;
  const pause = plane.kernel.kind({ name: 'pause', lane: 8, handler: () => undefined });
  const advance = (us: number): void => {
    plane.kernel.after(us, pause);
    plane.kernel.run(plane.kernel.nowUs + us);
  };
  while (!isReached(plane, replicas)) advance(10_000);
  const seconds = (plane.kernel.nowUs - startUs) / SECOND_US;
  advance(10 * SECOND_US);
  return seconds;
}

describe('500 pods under the default client limits of 20 requests per second, burst 30', () => {
  const file = path.join(repositoryRoot, 'test/recorded/controllers/measure.json');
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as Measured;
  const plane = planeOf({}, { plan: { latencies: { ...FREE, apiUs: 5_000, watchUs: 5_000 }, clientLimit: { perSecond: 20, burst: 30 } } });
  startControllers(plane);
  bindInTurn(plane, 100);
  plane.apply([{
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' },
    spec: {
      replicas: 500, selector: { matchLabels: { app: 'd' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'app:1' }] } },
    },
  }]);

  // The ReplicaSet controller's requests set the pace: (500 creations - 30) / 20 = 23.5 s; a roll has 500 creations and
  // 500 deletions, (1000 - 30) / 20 = 48.5 s, and some forty writes of status; 500 deletions take 23.5 s again.
  const steps: readonly [string, number, () => void][] = [
    ['scale 0 -> 500', 500, () => undefined],
    ['roll 500', 500, () => plane.setImage('Deployment', 'default/d', 'app:2')],
    ['scale 500 -> 0', 0, () => plane.scale('Deployment', 'default/d', 0)],
  ];
  it.each(steps)('take within 3 %% as long as the real control plane to %s', (what, replicas, change) => {
    change();
    const real = results.find((one) => one.what === what)!.seconds;
    const seconds = secondsUntil(plane, replicas);
    expect(Math.abs(seconds / real - 1), `${seconds} s here, ${real} s there`).toBeLessThan(0.03);
  });
});
