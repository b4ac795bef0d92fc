// Hot path: asked once per attempt; in a full cluster nearly every attempt ends here.
import type { Cluster, PodClass } from '../../../world/cluster/index.js';
import type { Operations } from '../contract.js';
import type { Rotation } from './framework/cycle.js';
import type { Nominator } from './nominator.js';

/** An attempt that failed, and what it was made on. */
interface Failure<T> {
  readonly cluster: number;
  readonly objects: number;
  readonly nominations: number;
  readonly reservations: number;
  /** Nodes that the search visited. */
  readonly visited: number;
  readonly outcome: T;
}

/**
 * Failed attempts by pod class. As long as nothing changed, another pod of the class fails alike: a pod that ends wakes
 * all that wait for room, and most of them in vain. Counts the work as if it had been done, and moves the start of the
 * next search as the attempt would have done.
 */
export class FailureMemory<T> {
  /** Grows when a plugin sets something aside, or gives it back. */
  reservations = 0;
  readonly #cluster: Cluster;
  readonly #nominator: Nominator;
  readonly #operations: Operations;
  readonly #byClass: (Failure<T> | undefined)[] = [];

  constructor(cluster: Cluster, nominator: Nominator, operations: Operations) {
    this.#cluster = cluster;
    this.#nominator = nominator;
    this.#operations = operations;
  }

  /** How an attempt on a pod of the class ends now; undefined when that is not known. */
  recall({ id }: PodClass, rotation: Rotation, nodeCount: number): T | undefined {
    const failure = this.#byClass[id];
    if (failure === undefined || failure.cluster !== this.#cluster.changeCount || failure.objects !== this.#cluster.objects.changeCount
      || failure.nominations !== this.#nominator.changeCount || failure.reservations !== this.reservations) return undefined;
    const operations = this.#operations;
    operations.attempts++;
    operations.nodesVisited += failure.visited;
    operations.filterCalls += failure.visited;
    rotation.nextStart = (rotation.nextStart + failure.visited) % nodeCount;
    return failure.outcome;
  }

  /** Keeps the outcome of an attempt on a pod without nomination, which changed nothing itself. */
  keep({ id }: PodClass, visited: number, outcome: T): void {
    this.#byClass[id] = {
      cluster: this.#cluster.changeCount, objects: this.#cluster.objects.changeCount, nominations: this.#nominator.changeCount,
      reservations: this.reservations, visited, outcome,
    };
  }
}
