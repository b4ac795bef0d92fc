import { type Cluster, type PodClass } from '../../../../world/cluster/index.js';
import { NO_DOMAIN, type Domains } from '../topology/domains.js';
import type { DomainCount, SpreadCounts } from './counts.js';
import type { PodSet } from './pod-set.js';
import type { DomainCounting } from './rules.js';

/** Counts by looking at every pod of every node in each cycle: slow, plain, and the measure for the kept counts. */
export function rebuiltCounts(cluster: Cluster, domains: Domains): SpreadCounts {
  return {
    of({ hard, soft }) {
      domains.refresh();
      return {
        hard: hard.map(({ counting }) => countDomains(cluster, counting)),
        soft: soft.map(({ counting, pods }) => (counting === null
          ? { domains: null, byNode: countNodes(cluster, pods) }
          : { domains: countDomains(cluster, counting), byNode: null })),
      };
    },
    pass() { /* Nothing is kept. */ },
  };
}

function countNodes(cluster: Cluster, podSet: PodSet): Int32Array {
  const { nodes } = cluster;
  return Int32Array.from({ length: nodes.count }, (_, node) => (nodes.present[node] === 1 ? podsOn(cluster, node, podSet) : 0));
}

function countDomains(cluster: Cluster, { pods, nodes: nodeSet, topology }: DomainCounting): DomainCount {
  const { nodes } = cluster;
  const sums = new Int32Array(topology.values.length);
  const counted = new Set<number>();
  const domainOf = (node: number): number => {
    const isCounted = nodes.present[node] === 1 && nodeSet.includes(nodes.specs[node]!);
    return isCounted ? topology.domain[node]! : NO_DOMAIN;
  };
  for (let node = 0; node < nodes.count; node++) {
    const domain = domainOf(node);
    if (domain === NO_DOMAIN) continue;
    counted.add(domain);
    sums[domain] = sums[domain]! + podsOn(cluster, node, pods);
  }
  return {
    sums,
    domainCount: counted.size,
    lowest() {
      let lowest = Infinity;
      for (const domain of counted) lowest = Math.min(lowest, sums[domain]!);
      return lowest;
    },
    shift(node, by) {
      const domain = domainOf(node);
      if (domain !== NO_DOMAIN) sums[domain] = sums[domain]! + by;
    },
  };
}

/** Pods of the set on a node, those that are being deleted left out. */
function podsOn({ nodes, pods, classes }: Cluster, node: number, podSet: PodSet): number {
  if (podSet.isUncounted) return 0;
  let count = 0;
  for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
    const podClass: PodClass = classes[pods.classId[pod]!]!;
    if (pods.terminating[pod] === 0 && podSet.has(podClass)) count++;
  }
  return count;
}
