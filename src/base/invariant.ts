/** A broken internal rule: Seatrial itself is wrong, never the simulated system or the user's input. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Throws {@link InvariantError} unless `condition` holds. The message says which rule was broken, with the values; on hot
 * paths it is a function, so that no text is made while the rule holds.
 */
export function invariant(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === 'string' ? message : message());
}

/** Ends a `switch` over a discriminated union: the compiler reports a forgotten case, the runtime an impossible one. */
export function unreachable(value: never): never {
  throw new InvariantError(`impossible case: ${JSON.stringify(value)}`);
}
