/** A broken internal rule: Seatrial itself is wrong, never the simulated system or the user's input. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws {@link InvariantError} unless `condition` holds. The message says which rule was broken, with the values. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Ends a `switch` over a discriminated union: the compiler reports a forgotten case, the runtime an impossible one. */
export function unreachable(value: never): never {
  throw new InvariantError(`impossible case: ${JSON.stringify(value)}`);
}
