import type { Labels } from '../../../world/objects/index.js';

/** Label keys that name a node's zone and region; a beta label that is present wins. */
const ZONE_KEYS = ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'] as const;
const REGION_KEYS = ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'] as const;

/**
 * Zone key of a node; empty when it has neither zone nor region.
 *
 * Source: kubernetes v1.36, component-helpers/node/topology, GetZoneKey.
 */
export function zoneKey(labels: Labels | undefined): string {
  if (labels === undefined) return '';
  const zone = firstPresent(labels, ZONE_KEYS);
  const region = firstPresent(labels, REGION_KEYS);
  return zone === '' && region === '' ? '' : `${region}:\0:${zone}`;
}

function firstPresent(labels: Labels, [beta, stable]: readonly [string, string]): string {
  return labels[beta] ?? labels[stable] ?? '';
}

/**
 * The order in which kube-scheduler looks at nodes: zones in first-seen order, one node of each zone in turn.
 *
 *   zone a: n0 n3 n4        list: n0 n1 n2 n3 n5 n4
 *   zone b: n1 n5                 (round 0: a b c, round 1: a b, round 2: a)
 *   zone c: n2
 *
 * As in the real one the list is made anew only when a node was added or removed: a node that merely moves to another
 * zone keeps its place in the list until then.
 *
 * Source: kubernetes v1.36, pkg/scheduler/backend/cache/node_tree.go and snapshot.go.
 */
export class NodeOrder {
  /** Members by zone key; zones and members in order of arrival. */
  readonly #zones = new Map<string, Set<number>>();
  readonly #zoneOf = new Map<number, string>();
  #list: Int32Array = new Int32Array(0);
  #isStale = false;

  add(node: number, zone: string): void {
    this.#enter(node, zone);
    this.#isStale = true;
  }

  /** A node whose labels changed: goes to the end of its new zone, the list keeps its order. */
  update(node: number, zone: string): void {
    if (this.#zoneOf.get(node) === zone) return;
    this.#leave(node);
    this.#enter(node, zone);
  }

  remove(node: number): void {
    this.#leave(node);
    this.#isStale = true;
  }

  has(node: number): boolean { return this.#zoneOf.has(node); }

  /** Rows of all nodes in order. Valid until the next change; callers do not write to it. */
  list(): Int32Array {
    if (this.#isStale) {
      this.#list = this.#roundRobin();
      this.#isStale = false;
    }
    return this.#list;
  }

  #enter(node: number, zone: string): void {
    const members = this.#zones.get(zone);
    if (members === undefined) this.#zones.set(zone, new Set([node]));
    else members.add(node);
    this.#zoneOf.set(node, zone);
  }

  #leave(node: number): void {
    const zone = this.#zoneOf.get(node);
    if (zone === undefined) return;
    const members = this.#zones.get(zone)!;
    members.delete(node);
    if (members.size === 0) this.#zones.delete(zone);
    this.#zoneOf.delete(node);
  }

  #roundRobin(): Int32Array {
    const list = new Int32Array(this.#zoneOf.size);
    let filled = 0;
    let zones = [...this.#zones.values()].map((members) => [...members]);
    for (let round = 0; zones.length > 0; round++) {
      zones = zones.filter((members) => members.length > round);
      for (const members of zones) list[filled++] = members[round]!;
    }
    return list;
  }
}
