/** No plugin at all. */
export const NO_PLUGINS = 0;

/**
 * Numbers plugins by name, and sets of them: pods rejected by the same plugins share one small integer. A scheduler sees
 * a handful of sets however many pods it rejects.
 */
export class PluginSets {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #sets: (readonly number[])[] = [[]];
  readonly #known = new Map<string, number>([['', NO_PLUGINS]]);

  get count(): number { return this.#sets.length; }

  /** Number of a plugin's name. */
  plugin(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.push(name) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  /** The set of these plugins. */
  of(plugins: Iterable<number>): number {
    const members = [...new Set(plugins)].sort((a, b) => a - b);
    const key = members.join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = this.#sets.push(members) - 1;
    this.#known.set(key, set);
    return set;
  }

  /** Plugins of a set, by number. */
  members(set: number): readonly number[] { return this.#sets[set]!; }

  has(set: number, plugin: number): boolean { return this.#sets[set]!.includes(plugin); }

  with(set: number, plugin: number): number { return this.has(set, plugin) ? set : this.of([...this.members(set), plugin]); }

  /** Names of a set's plugins. */
  namesOf(set: number): readonly string[] { return this.members(set).map((plugin) => this.names[plugin]!); }
}
