// Hot path: a few draws per pod.
import type { PodClass, Replica } from '../../../world/cluster/index.js';
import type { RandomStream } from '../../../world/kernel/streams.js';
import type { SchedulerContext } from '../contract.js';

/**
 * Randomised first fit on a private copy of the cell: draw a node from a pool; if the pod fits, it is claimed on the
 * copy and the node stays in the pool, else the node leaves it. A pool serves one class until the cell is copied anew,
 * since a node without room for the class gets none by further claims.
 *
 *   pool of a class   [ 5 2 9 | 0 7 ]     left: may have room, right of the bar: has none
 *
 * Source: google/cluster-scheduler-simulator, `scheduleJob`.
 */
export class RandomFirstFit {
  readonly #context: SchedulerContext;
  readonly #replica: Replica;
  readonly #stream: RandomStream;
  /** Any order of all rows is as good a pool as any other: draws are uniform, so one array serves every class in turn. */
  #pool = new Int32Array(0);
  #left = 0;
  #classId = -1;

  constructor(context: SchedulerContext) {
    this.#context = context;
    this.#replica = context.replica();
    this.#stream = context.stream('omega-placement');
  }

  /** Log position that the copy shows. */
  get sequence(): number { return this.#replica.sequence; }

  /** Makes the copy equal to the cell as it is now; private claims are forgotten. */
  copyCell(): void {
    this.#replica.refresh();
    this.#classId = -1;
    const { count } = this.#context.cluster.nodes;
    if (this.#pool.length < count) this.#pool = Int32Array.from({ length: count }, (_, row) => row);
  }

  /** Claims room for a pod on the copy; answers the node, or -1 when no node has any. */
  place(podClass: PodClass): number {
    if (podClass.id !== this.#classId) {
      this.#classId = podClass.id;
      this.#left = this.#pool.length;
    }
    const pool = this.#pool;
    while (this.#left > 0) {
      const drawn = this.#stream.below(this.#left);
      const node = pool[drawn]!;
      this.#context.operations.nodesVisited++;
      if (this.#replica.fits(podClass, node)) {
        this.#replica.claim(podClass, node);
        return node;
      }
      this.#left--;
      pool[drawn] = pool[this.#left]!;
      pool[this.#left] = node;
    }
    return -1;
  }
}
