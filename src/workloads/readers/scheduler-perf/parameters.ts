import type { DocumentNode, MapNode, ScalarNode, Span } from '../../../base/document.js';
import { parseDurationUs } from '../../../base/duration.js';
import { suggest } from '../../../base/suggest.js';
import { COUNT, FLAG, TEXT, type Fields, type PerfProblems } from './fields.js';

/** Parameters that upstream's test code reads itself, by test case folder rather than by an operation. */
const READ_ELSEWHERE: readonly string[] = ['numNodeDeclaredFeatures'];

/** The `params` of a workload: what its operations refer to as `$name`. */
export class Parameters {
  readonly #nodes = new Map<string, { readonly value: DocumentNode; readonly keySpan: Span }>();
  readonly #used = new Set<string>();

  constructor(map: MapNode | null, readonly problems: PerfProblems) {
    for (const { key, keySpan, value } of map?.entries ?? []) this.#nodes.set(key, { value, keySpan });
    for (const name of READ_ELSEWHERE) this.#used.add(name);
  }

  /** A whole number: `key` itself, or the parameter that `<key>Param` names. */
  count(fields: Fields, key: string, defaultValue = 0): number {
    return this.#choose(fields, key, (node, name) => fields.valueOf(node, name, COUNT)) ?? fields.scalar(key, COUNT) ?? defaultValue;
  }

  flag(fields: Fields, key: string): boolean {
    return this.#choose(fields, key, (node, name) => fields.valueOf(node, name, FLAG)) ?? fields.scalar(key, FLAG) ?? false;
  }

  /** A duration such as `10s`, in microseconds; 0 when it is absent. */
  durationUs(fields: Fields, key: string): number {
    const own = fields.node(key);
    return this.#choose(fields, key, (node, name) => this.#duration(fields, node, name)) ?? (own === undefined ? 0 : this.#duration(fields, own, key)) ?? 0;
  }

  /** A number that test code reads; 0 when the workload has none. */
  readElsewhere(fields: Fields, name: string): number {
    const found = this.#nodes.get(name);
    return found === undefined ? 0 : fields.valueOf(found.value, name, COUNT) ?? 0;
  }

  /** Reports parameters that no operation used: most likely a typo. */
  finish(workload: string): void {
    for (const [name, { keySpan }] of this.#nodes) {
      if (!this.#used.has(name)) {
        this.problems.at(keySpan, 'SPF005', `parameter "${name}" of workload "${workload}" is used by no operation`,
          `take it out, or refer to it as $${name}`);
      }
    }
  }

  #duration(fields: Fields, node: DocumentNode, key: string): number | undefined {
    const text = fields.valueOf(node, key, TEXT);
    const us = text === undefined ? null : parseDurationUs(text);
    if (text !== undefined && us === null) this.problems.at(node.span, 'SPF003', `"${key}" is a duration such as 10s or 1m30s, found "${text}"`);
    return us ?? undefined;
  }

  /** The parameter named by `<key>Param`; undefined when there is no such key. */
  #choose<T>(fields: Fields, key: string, read: (node: DocumentNode, name: string) => T | undefined): T | undefined {
    const reference = fields.node(`${key}Param`);
    // Both keys are known, whichever of them counts.
    fields.node(key);
    if (reference === undefined) return undefined;
    const written = fields.valueOf(reference, `${key}Param`, TEXT);
    if (written === undefined) return undefined;
    const { span } = reference as ScalarNode;
    if (!written.startsWith('$')) {
      this.problems.at(span, 'SPF005', `"${key}Param" names a parameter, found "${written}"`, `write $${written}`);
      return undefined;
    }
    const name = written.slice(1);
    const found = this.#nodes.get(name);
    if (found === undefined) {
      const near = suggest(name, this.#nodes.keys());
      this.problems.at(span, 'SPF005', `parameter "${name}" is undefined in a workload`, near === null ? undefined : `did you mean "$${near}"?`);
      return undefined;
    }
    this.#used.add(name);
    return read(found.value, name);
  }
}
