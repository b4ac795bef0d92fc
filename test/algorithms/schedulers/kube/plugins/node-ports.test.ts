import { describe, expect, it } from 'vitest';
import { ClusterWhatIf } from '../../../../../src/algorithms/schedulers/kube/framework/what-if.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import { nodePorts } from '../../../../../src/algorithms/schedulers/kube/plugins/node-ports.js';
import { Cluster } from '../../../../../src/world/cluster/index.js';
import { pluginHost } from '../host.js';

describe('NodePorts in a what-if', () => {
  it('forgets a port with the first of two pods that were bound with it, until another takes it', () => {
    const cluster = new Cluster();
    const node = cluster.addNode({ name: 'n', allocatable: { cpu: 1000 } });
    const podClass = cluster.addClass({
      requests: {}, template: { metadata: { name: '' }, spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] } },
    });
    const [first, second, third] = [0, 1, 2].map(() => cluster.addPod(podClass.id, 0)) as [number, number, number];
    for (const pod of [first, second]) cluster.place(pod, node);
    const plugin = nodePorts.create(pluginHost(cluster), null);
    const isFree = (): boolean => plugin.filter!(podClass, node) === SUCCESS;

    expect(isFree()).toBe(false);
    const outer = new ClusterWhatIf(cluster, podClass, [plugin]);
    outer.remove(first);
    // The second still holds it; the real program keeps a set, from which the first has taken it.
    expect(isFree()).toBe(true);
    const inner = new ClusterWhatIf(cluster, podClass, [plugin]);
    inner.add(third, node);
    expect(isFree()).toBe(false);
    inner.end();
    expect(isFree()).toBe(true);
    outer.end();
    expect(isFree()).toBe(false);
  });
});
