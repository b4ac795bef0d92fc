/** Column of CPU in every resource vector; unit milli-CPU. */
export const CPU = 0;
/** Column of memory; unit bytes. */
export const MEMORY = 1;

/**
 * Resource names interned to column numbers. The three native ones always come first (storage in bytes); extended resources follow in the
 * order in which the cluster or the workload first names them. Pods per node are counted apart, devices apart.
 */
export class ResourceNames {
  readonly names: string[] = ['cpu', 'memory', 'ephemeral-storage'];
  readonly #columns = new Map<string, number>(this.names.map((name, column) => [name, column]));

  get count(): number { return this.names.length; }

  /** Column of `name`, or -1 when nobody named it yet. */
  find(name: string): number { return this.#columns.get(name) ?? -1; }

  /** Column of `name`; a new one is appended when it is unknown. */
  intern(name: string): number {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    this.#columns.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
