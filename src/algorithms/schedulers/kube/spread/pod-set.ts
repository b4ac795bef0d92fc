import type { PodClass } from '../../../../world/cluster/index.js';
import { compileSelector, type CompiledSelector, type Labels, type LabelSelector } from '../../../../world/objects/index.js';

const DEFAULT_NAMESPACE = 'default';

const OUTSIDE = 1;
const INSIDE = 2;

/** Pods of one namespace that a selector selects; what it answers about a pod class is remembered. */
export class PodSet {
  /** Equal for equal sets. */
  readonly text: string;
  readonly #namespace: string;
  readonly #selector: CompiledSelector;
  #known = new Uint8Array(16);

  /** @param selectors  all of them must select the pod; no requirement at all makes the set {@link isUncounted} */
  constructor(namespace: string | undefined, selectors: readonly (LabelSelector | null)[]) {
    this.#namespace = namespace ?? DEFAULT_NAMESPACE;
    this.#selector = allOf(selectors.map(compileSelector));
    this.text = JSON.stringify([this.#namespace, selectors]);
  }

  /** A selector without requirements selects every pod, and yet the real program counts none on the nodes for it. */
  get isUncounted(): boolean { return this.#selector.isEmpty; }

  /** Whether the selector selects these labels, whatever the namespace. */
  selects(labels: Labels | undefined): boolean { return this.#selector.matches(labels); }

  /** Whether pods of this class belong to the set. */
  has(podClass: PodClass): boolean {
    const known = this.#known[podClass.id];
    return known === undefined || known === 0 ? this.#find(podClass) : known === INSIDE;
  }

  #find(podClass: PodClass): boolean {
    const { metadata } = podClass.template ?? NO_POD;
    const isInside = (metadata.namespace ?? DEFAULT_NAMESPACE) === this.#namespace && this.selects(metadata.labels);
    if (podClass.id >= this.#known.length) {
      const larger = new Uint8Array(Math.max(podClass.id + 1, 2 * this.#known.length));
      larger.set(this.#known);
      this.#known = larger;
    }
    this.#known[podClass.id] = isInside ? INSIDE : OUTSIDE;
    return isInside;
  }
}

/** What a class without template is: a pod of the default namespace without labels. */
const NO_POD = { metadata: { name: '' } as { readonly namespace?: string; readonly labels?: Labels } };

function allOf(selectors: readonly CompiledSelector[]): CompiledSelector {
  return {
    isEmpty: selectors.every(({ isEmpty }) => isEmpty),
    matches: (labels) => selectors.every((selector) => selector.matches(labels)),
  };
}
