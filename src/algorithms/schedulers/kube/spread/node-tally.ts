import { grown } from '../../../../world/cluster/growable.js';
import type { Cluster } from '../../../../world/cluster/index.js';
import type { DomainTally } from './domain-tally.js';
import type { PodSet } from './pod-set.js';

/** Pods of a set by node, those that are being deleted left out, with the domain tallies that sum them up. */
export class NodeTally {
  byNode: Int32Array;
  readonly sums: DomainTally[] = [];

  constructor(cluster: Cluster, readonly pods: PodSet) {
    const { nodes, pods: table, classes } = cluster;
    this.byNode = new Int32Array(nodes.present.length);
    if (pods.isUncounted) return;
    for (let node = 0; node < nodes.count; node++) {
      let count = 0;
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = table.nextOnNode[pod]!) {
        if (table.terminating[pod] === 0 && pods.has(classes[table.classId[pod]!]!)) count++;
      }
      this.byNode[node] = count;
    }
  }

  reserve(nodes: number): void { if (this.byNode.length < nodes) this.byNode = grown(this.byNode, nodes); }
}
