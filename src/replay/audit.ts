import { invariant } from '../base/invariant.js';
import { POD_STATE, type Cluster } from '../world/cluster/index.js';

/**
 * Recomputes from the pod rows what the node rows say, and throws when they differ: requested = sum over the pods
 * that hold room, each of them in exactly one node's list, none above capacity. A difference is Seatrial's own error.
 */
export function auditCluster(cluster: Cluster): void {
  const { nodes, pods, classes } = cluster;
  const requested = nodes.requested.map(() => new Float64Array(nodes.count));
  const counted = new Int32Array(nodes.count);
  const deviceUsed = new Int32Array(nodes.deviceTotal);
  for (let pod = 0; pod < pods.count; pod++) {
    const node = pods.node[pod]!;
    invariant((pods.state[pod] === POD_STATE.BOUND) === (node >= 0), `pod ${pod}: state ${pods.state[pod]}, node ${node}`);
    if (node < 0) continue;
    const podClass = classes[pods.classId[pod]!]!;
    counted[node]!++;
    podClass.vector.forEach((amount, r) => { requested[r]![node] = requested[r]![node]! + amount; });
    for (let i = 0; i < nodes.deviceCount[node]!; i++) {
      const device = nodes.deviceStart[node]! + i;
      if ((pods.devices[pod]! & (1 << i)) !== 0) deviceUsed[device] = deviceUsed[device]! + podClass.deviceMilli;
    }
  }
  for (let node = 0; node < nodes.count; node++) {
    const name = nodes.names[node];
    invariant(counted[node] === nodes.podCount[node], `node ${name}: ${nodes.podCount[node]} pods counted, ${counted[node]} found`);
    invariant(listLength(cluster, node) === counted[node], `node ${name}: its list has ${listLength(cluster, node)} pods, ${counted[node]} are bound`);
    requested.forEach((column, r) => invariant(column[node] === nodes.requested[r]![node],
      `node ${name}: ${nodes.requested[r]![node]} ${cluster.resources.names[r]} requested, its pods request ${column[node]}`));
    for (let i = 0; i < nodes.deviceCount[node]!; i++) {
      const device = nodes.deviceStart[node]! + i;
      invariant(1000 - deviceUsed[device]! === nodes.deviceFree[device],
        `node ${name}, device ${i}: ${nodes.deviceFree[device]} milli free, its pods use ${deviceUsed[device]}`);
    }
  }
}

function listLength(cluster: Cluster, node: number): number {
  let length = 0;
  for (let pod = cluster.nodes.firstPod[node]!; pod >= 0; pod = cluster.pods.nextOnNode[pod]!) length++;
  return length;
}
