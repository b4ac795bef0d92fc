/** What a replay must not use, and what to use instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  Date: 'use context.nowUs(), the virtual time',
  'Math.random': 'use context.stream(purpose), a seeded stream of the cell',
  setTimeout: 'use context.setTimer(delayUs, tag)',
  setInterval: 'use context.setTimer(delayUs, tag)',
  setImmediate: 'use context.setTimer(0, tag)',
  'performance.now': 'use context.nowUs(), the virtual time',
  'process.hrtime': 'use context.nowUs(), the virtual time',
  'process.kill': 'a cell may end itself only by throwing',
  'crypto.getRandomValues': 'use context.stream(purpose), a seeded stream of the cell',
  'crypto.randomUUID': 'use context.stream(purpose), a seeded stream of the cell',
};

/**
 * Replaces the sources of real time and real randomness of this thread by functions that throw: a module that asked
 * them would decide differently on every run, and its results would look like results.
 */
export function freezeWorld(): void {
  for (const [name, instead] of Object.entries(INSTEAD)) {
    const [owner, member] = ownerOf(name);
    if (owner === undefined || owner === null) continue;
    const refuse = function (): never {
      throw new Error(`${name} is not available in a replay: ${instead}`);
    };
    const value = name === 'Date' ? Object.assign(refuse, { now: refuse, parse: refuse, UTC: refuse }) : refuse;
    Object.defineProperty(owner, member, { value, configurable: true, writable: false });
  }
}

function ownerOf(name: string): [owner: object | undefined, member: string] {
  const dot = name.indexOf('.');
  if (dot < 0) return [globalThis, name];
  const owner = (globalThis as unknown as Record<string, object | undefined>)[name.slice(0, dot)];
  return [owner, name.slice(dot + 1)];
}
