import { describe, expect, it } from 'vitest';
import { Domains, domainsOf, NO_DOMAIN } from '../../../../../src/algorithms/schedulers/kube/topology/domains.js';
import { Cluster, type NodeSpec } from '../../../../../src/world/cluster/index.js';

const node = (name: string, labels: Record<string, string>): NodeSpec =>
  ({ name, allocatable: { cpu: 1000 }, template: { metadata: { name, labels } } });

describe('domains', () => {
  it('number the values of a label; a node without it, or not present, is in none', () => {
    const cluster = new Cluster();
    const a = cluster.addNode(node('a', { zone: 'x' }));
    const b = cluster.addNode(node('b', { zone: 'y' }));
    const c = cluster.addNode(node('c', {}));
    const d = cluster.addNode(node('d', { zone: 'x' }));
    const domains = new Domains(cluster);
    const zones = domains.of('zone');
    expect([a, b, c, d].map((row) => zones.domain[row])).toEqual([0, 1, NO_DOMAIN, 0]);
    expect(zones.values).toEqual(['x', 'y']);
    expect(zones.numberOf('y')).toBe(1);
    expect(zones.numberOf('z')).toBe(NO_DOMAIN);
    cluster.removeNode(a);
    domains.nodeChanged(a);
    expect(zones.domain[a]).toBe(NO_DOMAIN);
    // x still has node d; c has no label; a is gone and is not counted.
    expect([zones.usedCount, zones.outsideCount]).toEqual([2, 1]);
    cluster.updateNode(b, node('b', {}));
    domains.nodeChanged(b);
    expect([zones.usedCount, zones.outsideCount]).toEqual([1, 2]);
  });

  it('tell by the epoch whether a node moved, and only then', () => {
    const cluster = new Cluster();
    const row = cluster.addNode(node('a', { zone: 'x', rack: '1' }));
    const domains = domainsOf(cluster);
    const zones = domains.of('zone');
    const racks = domains.of('rack');
    const before = { zones: zones.epoch, racks: racks.epoch };
    cluster.updateNode(row, node('a', { zone: 'y', rack: '1' }));
    domains.nodeChanged(row);
    domains.nodeChanged(row);
    expect(zones.epoch).toBe(before.zones + 1);
    expect(racks.epoch).toBe(before.racks);
    expect(zones.values[zones.domain[row]!]).toBe('y');
  });

  it('grow with the node table, and are found again by a reader that missed changes', () => {
    const cluster = new Cluster();
    const domains = domainsOf(cluster);
    const zones = domains.of('zone');
    for (let i = 0; i < 100; i++) cluster.addNode(node(`n${i}`, { zone: `z${i % 7}` }));
    domains.refresh();
    for (let i = 0; i < 100; i++) expect(zones.values[zones.domain[i]!]).toBe(`z${i % 7}`);
    expect(domainsOf(cluster)).toBe(domains);
  });

  it('can count nodes without the label to the empty value', () => {
    const cluster = new Cluster();
    const named = cluster.addNode(node('a', { zone: '' }));
    const unnamed = cluster.addNode(node('b', {}));
    const domains = new Domains(cluster);
    const asEmpty = domains.of('zone', 'as-empty');
    expect(asEmpty.domain[unnamed]).toBe(asEmpty.domain[named]);
    expect(domains.of('zone').domain[unnamed]).toBe(NO_DOMAIN);
  });
});
