// Hot path: `of` runs once per node visit and plugin; the class of the last call answers without a lookup.
import type { PodClass } from '../../../../world/cluster/index.js';

/** Classes that a memo remembers before it forgets all: bounds memory when every pod is its own class. */
const REMEMBERED = 4096;

/**
 * What a plugin works out once per pod class instead of once per node (the state that kube-scheduler computes in
 * PreFilter and PreScore from the pod alone).
 */
export class ClassMemo<T> {
  #last: PodClass | null = null;
  #value!: T;
  readonly #values = new Map<PodClass, T>();
  readonly #compute: (podClass: PodClass) => T;

  constructor(compute: (podClass: PodClass) => T) { this.#compute = compute; }

  of(podClass: PodClass): T {
    return podClass === this.#last ? this.#value : this.#lookUp(podClass);
  }

  #lookUp(podClass: PodClass): T {
    let value = this.#values.get(podClass);
    if (value === undefined) {
      value = this.#compute(podClass);
      if (this.#values.size >= REMEMBERED) this.#values.clear();
      this.#values.set(podClass, value);
    }
    this.#last = podClass;
    this.#value = value;
    return value;
  }
}
