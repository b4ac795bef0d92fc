import type { RandomStream } from '../../../src/world/kernel/streams.js';

/** A stream whose units are given, so that a draw can be worked out by hand; the last one is repeated. */
export function givenUnits(...units: readonly number[]): RandomStream {
  let index = 0;
  const unit = (): number => units[Math.min(index++, units.length - 1)]!;
  return {
    unit,
    uint32: () => Math.floor(unit() * 2 ** 32),
    below: (bound) => Math.floor(unit() * bound),
  };
}
