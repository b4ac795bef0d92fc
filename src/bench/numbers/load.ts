/** When a number is good enough. A measure without one is told for orientation only. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One number that a load measures. */
export interface Measure {
  /** Unique within its load. */
  readonly name: string;
  /** For people, at most 35 characters. */
  readonly title: string;
  readonly unit: string;
  readonly target: Target | null;
}

/** `full` is what the targets are stated for; `tiny` only shows that a load works. */
export type Scale = 'full' | 'tiny';

/** A load that goes through the product's own interfaces and is measured as a whole. */
export interface Load {
  readonly name: string;
  /** What is run and what is timed, in a few sentences. */
  readonly how: string;
  readonly measures: readonly Measure[];
  /** Takes many minutes: run only when it is asked for by name. */
  readonly isSlow?: true;
  /**
   * Runs the load once, in a process of its own, and answers one value per measure, in their order.
   *
   * @param round  1, 2, 3 ...; serves as the seed where the load has one
   */
  run(scale: Scale, round: number): readonly number[] | Promise<readonly number[]>;
}
