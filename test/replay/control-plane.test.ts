import { describe, expect, it } from 'vitest';
import type { ControlPlanePlan, FaultPlan } from '../../src/replay/plan.js';
import { replay } from '../../src/replay/replay.js';
import type { CellResult } from '../../src/replay/result.js';
import { defaultDeployment, defaultService, type Deployment, type KubeObject, type Service } from '../../src/world/objects/index.js';
import { defaultsOf } from '../../src/algorithms/parameters.js';
import { builtIns, cell, instantControlPlane, strategyChoice, uniform } from './plans.js';

const SECOND = 1e6;

/** The founding example. */
const nginx = defaultDeployment({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nginx', namespace: 'default', labels: { app: 'nginx' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'nginx' } },
    template: {
      metadata: { labels: { app: 'nginx' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx:1.7.9', ports: [{ containerPort: 80 }] }] },
    },
  },
} as Deployment) as KubeObject;

const service = defaultService({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'nginx', namespace: 'default' },
  spec: { selector: { app: 'nginx' }, ports: [{ port: 80 }] },
} as Service) as KubeObject;

const REAL_LIMIT = { perSecond: 20, burst: 30 };
const SLOW = { apiUs: 5000, watchUs: 5000, startUs: 1 * SECOND, startSigma: 0.3, readyUs: 0, stopUs: 0 };

function trial(parts: {
  readonly controlPlane?: Partial<ControlPlanePlan>;
  readonly scaleTo?: number;
  readonly faults?: readonly FaultPlan[];
  readonly objects?: readonly KubeObject[];
} = {}): CellResult {
  const plan = cell({
    nodes: [uniform(100)],
    workload: [{ kind: 'manifests', input: 0, atUs: 0 }],
    changes: [
      { kind: 'scale', atUs: 120 * SECOND, target: 'deployment/nginx', replicas: parts.scaleTo ?? 200 },
      { kind: 'set-image', atUs: 300 * SECOND, target: 'deployment/nginx', image: 'nginx:1.27', container: null },
    ],
    faults: parts.faults ?? [],
    controlPlane: instantControlPlane(parts.controlPlane ?? {}),
  });
  return replay(plan, { nodes: [], pods: [], manifests: [parts.objects ?? [nginx]] }, builtIns);
}

function fault(name: string, atUs: number, parameters: Readonly<Record<string, unknown>>): FaultPlan {
  return { atUs, fault: { name, parameters: { ...defaultsOf(builtIns.faults.get(name)!.parameters), ...parameters } } };
}

function settled(result: CellResult): (number | null)[] { return result.convergences.map(({ settledSeconds }) => settledSeconds); }

describe('a Deployment of nginx on a hundred nodes', () => {
  it.each(['level-triggered', 'edge-triggered', 'periodic-poll'])('converges after each change, %s', (strategy) => {
    const result = trial({ controlPlane: { strategy: strategyChoice(strategy) } });
    expect(result.reason).toBeNull();
    expect(result.convergences.map(({ disturbance }) => disturbance)).toEqual([
      'apply deployment/nginx', 'scale deployment/nginx to 200', 'set image of deployment/nginx to nginx:1.27',
    ]);
    // 2 pods, then 198 more, then all 200 replaced.
    expect(result.metrics.find(({ metric }) => metric === 'pods_bound')!.value).toBe(400);
  });

  it('converges at once where no hop takes time', () => {
    expect(settled(trial())).toEqual([0, 0, 0]);
  });

  it('takes as long as the client limit asks: 498 creations at 20 a second after a burst of 30', () => {
    const result = trial({ scaleTo: 500, controlPlane: { clientLimit: REAL_LIMIT } });
    // (498 - 30) / 20 = 23.4 s; a status write takes its place among them. The real control plane took 24.2 s for 500.
    expect(settled(result)[1]!).toBeGreaterThan(23.3);
    expect(settled(result)[1]!).toBeLessThan(25.5);
  });

  it('needs as long as its slowest pod when nothing limits it', () => {
    const result = trial({ controlPlane: { latencies: SLOW } });
    const slowest = result.metrics.find(({ metric, statistic }) => metric === 'startup_latency_seconds' && statistic === 'max')!.value;
    expect(settled(result)[1]!).toBeGreaterThan(1);
    expect(settled(result)[1]!).toBeLessThan(slowest + 1);
  });

  it('counts an integral of missing pods that agrees with its convergence', () => {
    // From 2 to 500 at 20 a second: about a triangle of 498 pods x 23.4 s, less the burst; between a third and a half.
    const result = trial({ scaleTo: 500, controlPlane: { clientLimit: REAL_LIMIT } });
    const deficit = result.metrics.find(({ metric }) => metric === 'availability_deficit_pod_seconds')!.value;
    expect(deficit).toBeGreaterThan(498 * 23.4 / 3);
  });

  it('has converged only when the endpoints of its service are ready, too', () => {
    const names = (result: CellResult): string | undefined => result.convergences[0]?.disturbance;
    const latencies = { ...SLOW, startSigma: 0 };
    const withService = trial({ objects: [nginx, service], controlPlane: { latencies } });
    expect(names(withService)).toBe('apply deployment/nginx, service/nginx');
    expect(withService.outcome).toBe('completed');
    // One watch and one write later at least. A sync that has not seen its own last write fails and comes back after the
    // first retry of 1 s, as upstream.
    const alone = trial({ controlPlane: { latencies } });
    expect(settled(withService)[0]! - settled(alone)[0]!).toBeGreaterThanOrEqual(0.01);
    expect(settled(withService)[0]! - settled(alone)[0]!).toBeLessThan(1.1);
  });

  it('reports how much of each resource is allocated, as the scheduler-only setting does', () => {
    // 200 pods without requests, 4 CPU each on 100 nodes: nothing is requested.
    const ratio = (metric: string): number => trial().metrics.find((entry) => entry.metric === metric && entry.statistic === 'mean')!.value;
    expect([ratio('allocated_ratio_cpu'), ratio('allocated_ratio_memory')]).toEqual([0, 0]);
  });

  it('does not hide that a dead node serves nothing before anybody noticed', () => {
    const result = trial({ faults: [fault('crash-nodes', 200 * SECOND, { count: 100, pick: 'first', healAfter: 20 * SECOND })] });
    const crash = result.convergences.find(({ disturbance }) => disturbance.startsWith('crash'))!;
    // Healed before the grace of 50 s: the store never knew, the users did. The heal overtook it, so its answer is censored.
    expect(crash).toMatchObject({ firstHitSeconds: null, settledSeconds: null, censoredAfterSeconds: 20 });
    expect(result.metrics.find(({ metric }) => metric === 'convergences_censored')!.value).toBe(1);
    expect(result.outcome).toBe('completed');
  });

  it('did not converge when the last disturbance is never answered, even though something keeps retrying', () => {
    const lost = fault('lost-events', 299 * SECOND, { watcher: 'deployment', watched: 'Deployment', window: 10 * SECOND });
    const result = trial({ faults: [lost], controlPlane: { strategy: strategyChoice('edge-triggered') } });
    expect(result.outcome).toBe('did-not-converge');
    expect(result.reason!.message).toBe('never settled: set image of deployment/nginx to nginx:1.27');
  });
});

describe('a constraint that the scheduler does not read', () => {
  const selective = { ...nginx, spec: { ...(nginx as Deployment).spec, template: {
    ...(nginx as Deployment).spec.template,
    spec: { ...(nginx as Deployment).spec.template.spec, nodeSelector: { disk: 'ssd' } },
  } } } as KubeObject;

  it('rejects the variant by name instead of being ignored', () => {
    const result = trial({ objects: [selective] });
    expect(result.outcome).toBe('rejected');
    expect(result.reason!.message).toBe('scheduler first-fit looks at resources alone, and the cell has pods with spec.nodeSelector: use one that reads constraints, such as kube');
  });
});
