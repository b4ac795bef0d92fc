import { describe, expect, it } from 'vitest';
import { resolveLimits } from '../../../../src/algorithms/controllers/deployment/limits.js';
import { isOfTemplate, newestAnnotations, templateHash, withTemplateHash } from '../../../../src/algorithms/controllers/deployment/revisions.js';
import { proportionalSizes } from '../../../../src/algorithms/controllers/deployment/scaling.js';
import type { StoredDeployment, StoredReplicaSet } from '../../../../src/algorithms/controllers/workloads.js';

const template = { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'app:1' }] } };

function deploymentOf(replicas: number, maxSurge: number | string): StoredDeployment {
  return {
    kind: 'Deployment', metadata: { name: 'd', uid: 'd' },
    spec: { replicas, selector: { matchLabels: { app: 'd' } }, template, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } } },
  };
}

function setOf(name: string, replicas: number, max: number): StoredReplicaSet {
  return {
    kind: 'ReplicaSet',
    metadata: { name, uid: name, createdUs: name === 'old' ? 0 : 1, annotations: { 'deployment.kubernetes.io/max-replicas': String(max) } },
    spec: { replicas, selector: { matchLabels: { app: 'd' } }, template },
  };
}

describe('the limits of a rolling update', () => {
  // Of 25 % surge rounds up and unavailability down: of 10 it is 2.5, so 3 and 2.
  it.each([[1, 1, 0], [2, 1, 0], [3, 1, 0], [4, 1, 1], [5, 2, 1], [8, 2, 2], [10, 3, 2], [100, 25, 25]])(
    'are at 25 %% of %i pods: surge %i, unavailable %i', (replicas, surge, unavailable) => {
      expect(resolveLimits({}, replicas)).toEqual({ surge, unavailable });
      expect(resolveLimits({ maxSurge: '25%', maxUnavailable: '25%' }, replicas)).toEqual({ surge, unavailable });
    });

  it('leave one pod to be unavailable where both come out as zero', () => {
    expect(resolveLimits({ maxSurge: '0%', maxUnavailable: '0%' }, 3)).toEqual({ surge: 0, unavailable: 1 });
    // 1 % of 2 rounds down to 0.
    expect(resolveLimits({ maxSurge: 0, maxUnavailable: '1%' }, 2)).toEqual({ surge: 0, unavailable: 1 });
  });
});

describe('proportional scaling', () => {
  // 25 may exist, 13 do: 12 to add. old: round(8 x 25 / 13 = 15.38) = 15; new: round(5 x 25 / 13 = 9.6) = 10.
  // 7 may exist, 13 do: 6 to take. old: round(8 x 7 / 13 = 4.3) = 4; new: round(5 x 7 / 13 = 2.7) = 3.
  it.each([[20, 5, [['old', 15], ['new', 10]]], [5, 2, [['old', 4], ['new', 3]]], [0, 3, [['old', 0], ['new', 0]]]] as const)(
    'of 8 old and 5 new pods to %i with surge %i', (replicas, surge, expected) => {
      const sizes = proportionalSizes(deploymentOf(replicas, surge), [setOf('old', 8, 13), setOf('new', 5, 13)]);
      expect(sizes.map(({ set, replicas: size }) => [set.metadata.name, size])).toEqual(expected);
    });

  it('gives what rounding leaves over to the largest, and of equal ones to the newer when growing, from the older when shrinking', () => {
    // 3 to add to 2 + 2 (max 4): each round(2 x 7 / 4 = 3.5) = 4, but only 3 may be added: 2 for the first, 1 for the second.
    const grown = proportionalSizes(deploymentOf(6, 1), [setOf('old', 2, 4), setOf('new', 2, 4)]);
    expect(grown.map(({ set, replicas }) => [set.metadata.name, replicas])).toEqual([['new', 4], ['old', 3]]);
    // 1 to take: each round(2 x 3 / 4 = 1.5) = 2, so neither gives; the leftover of 1 goes off the first, the older.
    const shrunk = proportionalSizes(deploymentOf(2, 1), [setOf('old', 2, 4), setOf('new', 2, 4)]);
    expect(shrunk.map(({ set, replicas }) => [set.metadata.name, replicas])).toEqual([['old', 1], ['new', 2]]);
  });
});

describe('revisions', () => {
  it('name equal templates equally, whatever the order of their keys, and others differently', () => {
    const hash = templateHash(template, undefined);
    expect(hash).toMatch(/^[0-9a-f]{8}$/);
    expect(templateHash({ spec: { containers: [{ image: 'app:1', name: 'c' }] }, metadata: { labels: { app: 'd' } } }, undefined)).toBe(hash);
    expect(templateHash({ ...template, spec: { containers: [{ name: 'c', image: 'app:2' }] } }, undefined)).not.toBe(hash);
    expect(templateHash(template, 0)).not.toBe(hash);
  });

  it('know a ReplicaSet by its template without the hash label', () => {
    const set = { ...setOf('s', 1, 1), spec: { ...setOf('s', 1, 1).spec, template: withTemplateHash(template, 'abc') } };
    expect(isOfTemplate(set, template)).toBe(true);
    expect(isOfTemplate(set, { ...template, spec: { containers: [{ name: 'c', image: 'app:2' }] } })).toBe(false);
  });

  it('rise when an old template comes back, and keep the revisions that it had', () => {
    const prefix = 'deployment.kubernetes.io/';
    const owner = { ...deploymentOf(1, 1), metadata: { name: 'd', annotations: { note: 'x', [`${prefix}revision`]: '3' } } };
    const before = { [`${prefix}revision`]: '1', [`${prefix}revision-history`]: '0' };
    expect(newestAnnotations(owner, before, 4)).toEqual({ note: 'x', [`${prefix}revision`]: '4', [`${prefix}revision-history`]: '0,1' });
    expect(newestAnnotations(owner, { [`${prefix}revision`]: '5' }, 4)).toEqual({ note: 'x', [`${prefix}revision`]: '5' });
  });
});
