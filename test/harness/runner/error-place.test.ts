import { describe, expect, it } from 'vitest';
import { describeError } from '../../../src/harness/runner/error-place.js';
import type { ModuleReference } from '../../../src/harness/runner/protocol.js';

const MODULE = { label: './mine.mjs', url: 'file:///home/user/trial/mine.mjs' } as ModuleReference;

/** An error as the engine makes it, with a stack of our choosing. */
function thrown(message: string, stack: string, code?: string): Error {
  return Object.assign(new TypeError(message), { stack }, code === undefined ? {} : { code });
}

describe('an error of a module', () => {
  it('is placed at the line of the user\'s file, whatever stands above it on the stack', () => {
    const error = thrown('boom', 'TypeError: boom\n    at x (node:internal:1:1)\n    at score (file:///home/user/trial/mine.mjs?fresh=1:7:13)');
    expect(describeError(error, [MODULE])).toBe('TypeError: boom, at ./mine.mjs:7:13');
  });

  it('reads line and column of an address without a query', () => {
    const error = thrown('boom', 'TypeError: boom\n    at helper (file:///home/user/trial/lib/helper.mjs:3:5)');
    expect(describeError(error, [MODULE])).toBe('TypeError: boom, at ./lib/helper.mjs:3:5');
  });

  it('says in the scenario\'s words which module is missing, and no path of the machine', () => {
    const message = 'Cannot find module \'/home/user/trial/mine.mjs\' imported from /opt/seatrial/dist/harness/runner/worker.js';
    expect(describeError(thrown(message, '', 'ERR_MODULE_NOT_FOUND'), [MODULE])).toBe('cannot find ./mine.mjs');
  });

  it('says who asked for a package that is not installed', () => {
    const message = 'Cannot find package \'left-pad\' imported from /home/user/trial/mine.mjs';
    expect(describeError(thrown(message, '', 'ERR_MODULE_NOT_FOUND'), [MODULE])).toBe('cannot find left-pad, imported by ./mine.mjs');
  });
});
