// Hot path: `verdict` runs once per node visit that the row cache does not answer.
import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { CyclePlan, Scorer } from './framework.js';
import { NodeShapes } from './node-shapes.js';
import type { Plugin } from './plugin.js';
import { SUCCESS } from './status.js';

const UNKNOWN = -1;

/** Verdicts and raw scores of the `node-spec` plugins for one set of constraints, by node shape; filled as nodes are visited. */
export class SpecificationTable {
  #statuses: Int32Array = new Int32Array(0);
  #raw: readonly Float64Array[] = [];
  /** Highest raw score seen so far, per scorer: 0 means that all nodes normalise alike. */
  readonly highest: Float64Array;

  constructor(
    private readonly shapes: NodeShapes,
    private readonly podClass: PodClass,
    private readonly filters: readonly Plugin[],
    readonly scorers: readonly Scorer[],
  ) {
    this.highest = new Float64Array(scorers.length);
  }

  /** Interned status of the first rejecting plugin, or SUCCESS. */
  verdict(node: number): number {
    const shape = this.shapes.of(node);
    const known = shape < this.#statuses.length ? this.#statuses[shape]! : UNKNOWN;
    return known === UNKNOWN ? this.#evaluate(node, shape) : known;
  }

  /** Score before normalisation of scorer `k`, for a node whose verdict was asked for before. */
  rawScore(k: number, node: number): number { return this.#raw[k]![this.shapes.of(node)]!; }

  #evaluate(node: number, shape: number): number {
    if (shape >= this.#statuses.length) this.#grow(shape + 1);
    let status = SUCCESS;
    for (const plugin of this.filters) {
      status = plugin.filter!(this.podClass, node);
      if (status !== SUCCESS) break;
    }
    this.#statuses[shape] = status;
    this.scorers.forEach(({ score }, k) => {
      // Nodes that are filtered out are never scored: their raw score must not count as the highest.
      const raw = status === SUCCESS ? score(this.podClass, node) : 0;
      this.#raw[k]![shape] = raw;
      if (raw > this.highest[k]!) this.highest[k] = raw;
    });
    return status;
  }

  #grow(shapes: number): void {
    const capacity = Math.max(shapes, 2 * this.#statuses.length, 8);
    const statuses = new Int32Array(capacity).fill(UNKNOWN);
    statuses.set(this.#statuses);
    this.#raw = this.scorers.map((_, k) => {
      const column = new Float64Array(capacity);
      if (this.#raw[k] !== undefined) column.set(this.#raw[k]);
      return column;
    });
    this.#statuses = statuses;
  }
}

/** What a table costs besides its columns, roughly: objects, the key, the map's entry. */
const OVERHEAD_BYTES = 1024;
/** Status and two raw scores of one shape. */
const BYTES_PER_SHAPE = 20;

/** What decides which table a class uses: the plugins that run, and what they read of the pod. */
export interface Constraints {
  /** Equal for classes that share a table. */
  readonly text: string;
  readonly filters: readonly Plugin[];
  readonly scorers: readonly Scorer[];
  readonly labelKeys: readonly string[];
}

/** Constraints of a class, or null when its verdicts depend on a node's name and not on its shape alone. */
export function constraintsOf(podClass: PodClass, plan: CyclePlan): Constraints | null {
  const filters = plan.filters.filter(({ reads }) => reads === 'node-spec');
  const scorers = plan.scorers.filter(({ plugin }) => plugin.reads === 'node-spec');
  const plugins = [...filters, ...scorers.map(({ plugin }) => plugin)];
  const keys = [...new Set(plugins)].map((plugin) => plugin.keys!);
  if (keys.some((key) => key.readsNodeName(podClass))) return null;
  // Which plugins run is part of the text: a class whose PreScore fails has filters only.
  const text = JSON.stringify([filters.length, plugins.map(({ name }) => name), keys.map((key) => key.podKey(podClass))]);
  return { text, filters, scorers, labelKeys: keys.flatMap((key) => key.labelKeys(podClass)) };
}

/**
 * Tables by constraints: classes that differ only in what they request share one. The least recently used table is
 * dropped when together they could take more than the budget.
 */
export class SpecificationTables {
  readonly #shapes: NodeShapes;
  readonly #budgetBytes: number;
  readonly #tables = new Map<string, SpecificationTable>();
  #epoch = 0;
  #lastText = '';

  constructor(cluster: Cluster, budgetBytes: number) {
    this.#shapes = new NodeShapes(cluster);
    this.#budgetBytes = budgetBytes;
  }

  /** Table for a class. Asked once at the start of a cycle: it may void the tables of earlier cycles. */
  of(podClass: PodClass, { text, filters, scorers, labelKeys }: Constraints): SpecificationTable {
    this.#shapes.watch(labelKeys);
    this.#shapes.trim();
    if (this.#epoch !== this.#shapes.epoch) this.#tables.clear();
    this.#epoch = this.#shapes.epoch;
    const known = this.#tables.get(text);
    if (known !== undefined && text === this.#lastText) return known;
    const table = known ?? new SpecificationTable(this.#shapes, podClass, filters, scorers);
    this.#tables.delete(text);
    this.#tables.set(text, table);
    this.#lastText = text;
    this.#makeRoom();
    return table;
  }

  #makeRoom(): void {
    const tableBytes = OVERHEAD_BYTES + BYTES_PER_SHAPE * this.#shapes.count;
    const most = Math.max(1, Math.floor(this.#budgetBytes / tableBytes));
    for (const oldest of this.#tables.keys()) {
      if (this.#tables.size <= most) return;
      this.#tables.delete(oldest);
    }
  }
}
