/** Place of a field inside an object, written as the API server writes it: `spec.containers[0].resources.limits[cpu]`. */
export class FieldPath {
  readonly #parent: FieldPath | null;
  readonly #step: string | number;
  readonly #text: string;

  private constructor(parent: FieldPath | null, step: string | number, text: string) {
    this.#parent = parent;
    this.#step = step;
    this.#text = text;
  }

  /** The object itself. */
  static readonly root = new FieldPath(null, '', '');

  /** A field of a known name; dots go down several levels. */
  child(name: string): FieldPath {
    return name.split('.').reduce<FieldPath>((path, step) => (
      new FieldPath(path, step, path.#text === '' ? step : `${path.#text}.${step}`)
    ), this);
  }

  /** An item of a list. */
  index(index: number): FieldPath { return new FieldPath(this, index, `${this.#text}[${index}]`); }

  /** An entry of a map with free keys. */
  key(key: string): FieldPath { return new FieldPath(this, key, `${this.#text}[${key}]`); }

  /** Keys and indexes from the object down to here. */
  get steps(): readonly (string | number)[] { return this.#parent === null ? [] : [...this.#parent.steps, this.#step]; }

  toString(): string { return this.#text === '' ? 'the object' : this.#text; }
}
