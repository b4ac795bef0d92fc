import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DefaultRateLimiter, WorkQueue } from '../../../src/world/controlplane/index.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';

function queueOf(onReady: () => void = () => undefined): { kernel: Kernel; queue: WorkQueue } {
  const kernel = new Kernel();
  return { kernel, queue: new WorkQueue({ name: 'test', kernel, limiter: new DefaultRateLimiter(), onReady }) };
}

describe('a work queue', () => {
  it('keeps a key once however often it is added, in the order of the first additions', () => {
    const { queue } = queueOf();
    for (const key of ['a', 'b', 'a', 'c', 'b']) queue.add(key);
    expect([queue.get(), queue.get(), queue.get(), queue.get()]).toEqual(['a', 'b', 'c', undefined]);
  });

  it('runs a key that was added while it was worked on exactly once more, at the tail', () => {
    const { queue } = queueOf();
    queue.add('a');
    expect(queue.get()).toBe('a');
    queue.add('a');
    queue.add('a');
    queue.add('b');
    expect(queue.length).toBe(1);
    queue.done('a');
    expect([queue.get(), queue.get(), queue.get()]).toEqual(['b', 'a', undefined]);
  });

  it('keeps the earlier of two delays', () => {
    const { kernel, queue } = queueOf();
    queue.addAfter('a', 500);
    queue.addAfter('a', 200);
    queue.addAfter('a', 900);
    kernel.run(199);
    expect(queue.length).toBe(0);
    kernel.run(200);
    expect(queue.get()).toBe('a');
    queue.done('a');
    kernel.run();
    expect(queue.length).toBe(0);
  });

  it('keeps a replay alive by its delays, but not by watchdogs alone', () => {
    const { kernel, queue } = queueOf();
    queue.addAfter('a', 500, 'watchdog');
    expect(kernel.liveCount).toBe(0);
    queue.addAfter('a', 900);
    expect(kernel.liveCount).toBe(1);
    kernel.run(500);
    expect(queue.get()).toBe('a');
  });

  it('never gives a key to two workers and loses none', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('add' as const), key: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ do: fc.constant('get' as const), key: fc.constant(0) }),
      fc.record({ do: fc.constant('done' as const), key: fc.integer({ min: 0, max: 4 }) }),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { queue } = queueOf();
      const working = new Set<string>();
      const wanted = new Set<string>();
      for (const { do: what, key } of steps) {
        const name = String(key);
        if (what === 'add') {
          queue.add(name);
          wanted.add(name);
        } else if (what === 'done') {
          if (working.delete(name)) queue.done(name);
        } else {
          const taken = queue.get();
          if (taken === undefined) continue;
          expect(working.has(taken)).toBe(false);
          expect(wanted.delete(taken)).toBe(true);
          working.add(taken);
        }
      }
      for (const name of working) queue.done(name);
      for (let taken = queue.get(); taken !== undefined; taken = queue.get()) {
        expect(wanted.delete(taken)).toBe(true);
        queue.done(taken);
      }
      expect(wanted.size).toBe(0);
      expect(queue.isIdle).toBe(true);
    }));
  });
});
