/** An interval estimate, in the unit of what it is an interval of. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Share of repetitions of the experiment in which such an interval holds the true value, such as 0.95. */
  readonly level: number;
}
