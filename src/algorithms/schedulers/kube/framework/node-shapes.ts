// Hot path: `of` runs once per node visit that the row cache does not answer.
import type { Cluster, NodeSpec } from '../../../../world/cluster/index.js';

/** Shapes beyond this many per node are leftovers of old specifications: all are forgotten and numbered anew. */
const SHAPES_PER_NODE = 2;

/**
 * Numbers nodes by what `node-spec` plugins can see of them: cordon, taints, and the labels that some pod class looks
 * at. Nodes with equal numbers get equal verdicts, so one evaluation per (constraints, shape) is enough.
 *
 * Labels that no class looks at (host names, as a rule) do not tell shapes apart. A changed node is noticed by the
 * identity of its specification, which is never changed in place.
 */
export class NodeShapes {
  readonly #cluster: Cluster;
  readonly #labelKeys = new Set<string>();
  #specOf: (NodeSpec | undefined)[] = [];
  #shapeOf: Int32Array = new Int32Array(64);
  #numbers = new Map<string, number>();
  /** Grows when numbers lose their meaning; tables of an older epoch are void. */
  epoch = 0;

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** Makes these label keys part of the shapes. */
  watch(labelKeys: readonly string[]): void {
    const before = this.#labelKeys.size;
    for (const key of labelKeys) this.#labelKeys.add(key);
    if (this.#labelKeys.size !== before) this.#forget();
  }

  /** Shapes numbered in this epoch. */
  get count(): number { return this.#numbers.size; }

  /** Forgets everything when most shapes are leftovers. Never called in the middle of a cycle: numbers must hold. */
  trim(): void {
    if (this.#numbers.size > SHAPES_PER_NODE * this.#cluster.nodes.present.length) this.#forget();
  }

  /** Shape number of a node. */
  of(node: number): number {
    const spec = this.#cluster.nodes.specs[node]!;
    return this.#specOf[node] === spec ? this.#shapeOf[node]! : this.#number(node, spec);
  }

  #number(node: number, spec: NodeSpec): number {
    const { present } = this.#cluster.nodes;
    const text = this.#describe(spec);
    let shape = this.#numbers.get(text);
    if (shape === undefined) {
      shape = this.#numbers.size;
      this.#numbers.set(text, shape);
    }
    if (this.#shapeOf.length < present.length) {
      const larger = new Int32Array(present.length);
      larger.set(this.#shapeOf);
      this.#shapeOf = larger;
    }
    this.#specOf[node] = spec;
    this.#shapeOf[node] = shape;
    return shape;
  }

  #describe({ template }: NodeSpec): string {
    const labels = template?.metadata.labels ?? {};
    const values: (string | null)[] = [];
    for (const key of this.#labelKeys) values.push(Object.hasOwn(labels, key) ? labels[key]! : null);
    return JSON.stringify([template?.spec?.unschedulable === true, template?.spec?.taints ?? [], values]);
  }

  #forget(): void {
    this.#specOf = [];
    this.#numbers = new Map();
    this.epoch++;
  }
}
