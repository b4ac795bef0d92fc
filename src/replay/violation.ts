/** A rule of the simulated world that was broken; ends the replay with outcome `violated`. Never Seatrial's own failure. */
export class Violation extends Error {
  override readonly name = 'Violation';

  /** @param checker  name of the rule, such as `capacity` or `one-node-per-pod` */
  constructor(readonly checker: string, message: string) { super(message); }
}

/** A demand that the variant's scheduler cannot express; ends the replay with outcome `rejected`. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
}
