import { CHANGE, POD_STATE, type Cluster, type PodClass } from '../../../../world/cluster/index.js';
import type { Cursor } from '../../../../world/cluster/change-log.js';
import { ClassMemo } from '../framework/class-memo.js';
import { namedClaims, namespaceOf } from './claims.js';

/**
 * How many bound pods use each claim. Nothing is counted until somebody asks for the first time; from then on the cluster's
 * change log keeps the counts up to date, or they are counted anew each time (`rebuilt`).
 */
export class ClaimUse {
  readonly #cluster: Cluster;
  readonly #indexes: 'kept' | 'rebuilt';
  readonly #keys = new ClassMemo((podClass: PodClass) =>
    namedClaims(podClass).map((claim) => `${namespaceOf(podClass)}/${claim}`));
  #counts = new Map<string, number>();
  #cursor: Cursor | null = null;

  constructor(cluster: Cluster, indexes: 'kept' | 'rebuilt') {
    this.#cluster = cluster;
    this.#indexes = indexes;
  }

  /** Reads what changed since the last call, if anything is counted yet: unread changes would pile up in the log. */
  sync(): void {
    const { log } = this.#cluster;
    if (this.#cursor === null) return;
    for (; this.#cursor.position < log.end; this.#cursor.position++) {
      const kind = log.kindAt(this.#cursor.position);
      if (kind === CHANGE.POD_BOUND) this.#add(log.rowAt(this.#cursor.position), 1);
      else if (kind === CHANGE.POD_RELEASED) this.#add(log.rowAt(this.#cursor.position), -1);
    }
  }

  /** Whether a bound pod uses the claim with this key. */
  has(key: string): boolean {
    if (this.#indexes === 'rebuilt') this.#count();
    else if (this.#cursor === null) {
      this.#cursor = this.#cluster.log.open();
      this.#count();
    }
    return (this.#counts.get(key) ?? 0) > 0;
  }

  #count(): void {
    const { pods } = this.#cluster;
    this.#counts = new Map();
    for (let pod = 0; pod < pods.count; pod++) if (pods.state[pod] === POD_STATE.BOUND) this.#add(pod, 1);
  }

  #add(pod: number, sign: 1 | -1): void {
    const { classes, pods } = this.#cluster;
    for (const key of this.#keys.of(classes[pods.classId[pod]!]!)) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + sign);
    }
  }
}
