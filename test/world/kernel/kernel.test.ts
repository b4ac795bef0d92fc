import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/base/invariant.js';
import { Kernel } from '../../../src/world/kernel/kernel.js';
import { LANE, type Lane } from '../../../src/world/kernel/lanes.js';
import { Streams } from '../../../src/world/kernel/streams.js';
import { PlainKernel } from './plain-kernel.js';

/** A kernel whose events write down (time, kind, a, b). */
function recording(kernel: Kernel | PlainKernel, lanes: readonly Lane[]): { kinds: number[]; fired: number[][] } {
  const fired: number[][] = [];
  const kinds = lanes.map((lane, index) => kernel.kind({
    name: `kind-${index}`, lane, handler: (a, b) => { fired.push([kernel.nowUs, index, a, b]); },
  }));
  return { kinds, fired };
}

describe('order', () => {
  it('is by time, then lane, then the order of scheduling', () => {
    const kernel = new Kernel();
    const { kinds: [decide, end], fired } = recording(kernel, [LANE.DECIDE, LANE.END]);
    kernel.at(20, decide!, 1);
    kernel.at(10, decide!, 2);
    kernel.at(20, end!, 3);
    kernel.at(20, decide!, 4);
    kernel.at(20, end!, 5);
    kernel.run();
    expect(fired.map(([time, , a]) => [time, a])).toEqual([[10, 2], [20, 3], [20, 5], [20, 1], [20, 4]]);
  });

  it('puts an event of an earlier lane, scheduled in the same instant, before the later lanes that wait', () => {
    const kernel = new Kernel();
    const order: string[] = [];
    const end = kernel.kind({ name: 'end', lane: LANE.END, handler: () => order.push('end') });
    const arrival = kernel.kind({
      name: 'arrival', lane: LANE.ARRIVAL, handler: () => { order.push('arrival'); kernel.after(0, end); },
    });
    const decide = kernel.kind({ name: 'decide', lane: LANE.DECIDE, handler: () => order.push('decide') });
    kernel.at(5, decide);
    kernel.at(5, arrival);
    kernel.run();
    expect(order).toEqual(['arrival', 'end', 'decide']);
  });

  it('holds for times beyond 2^32 and up to the largest safe integer', () => {
    const kernel = new Kernel();
    const { kinds: [kind], fired } = recording(kernel, [LANE.WORK]);
    const instants = [Number.MAX_SAFE_INTEGER, 0, 2 ** 32, 2 ** 32 - 1, 2 ** 52, 1, 2 ** 40 + 1, 2 ** 40];
    for (const instant of instants) kernel.at(instant, kind!);
    for (let i = 0; i < 1000; i++) kernel.at(2 ** 45 + i, kind!);
    kernel.run();
    const times = fired.map(([time]) => time!);
    expect(times).toEqual([...times].sort((x, y) => x - y));
    expect(times).toHaveLength(1008);
    expect(times.at(-1)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('a handle', () => {
  it('cancels its event once', () => {
    const kernel = new Kernel();
    const { kinds: [kind], fired } = recording(kernel, [LANE.WORK]);
    const handle = kernel.at(10, kind!, 1);
    kernel.at(10, kind!, 2);
    expect(kernel.cancel(handle)).toBe(true);
    expect(kernel.cancel(handle)).toBe(false);
    kernel.run();
    expect(fired).toEqual([[10, 0, 2, 0]]);
  });

  it('does not cancel the event that took the place of a fired one', () => {
    const kernel = new Kernel();
    const { kinds: [kind], fired } = recording(kernel, [LANE.WORK]);
    const first = kernel.at(1, kind!, 1);
    kernel.run();
    const second = kernel.at(2, kind!, 2);
    expect(second).not.toBe(first);
    expect(kernel.cancel(first)).toBe(false);
    kernel.run();
    expect(fired).toHaveLength(2);
  });

  it('is a positive safe integer, and numbers that are no handles cancel nothing', () => {
    const kernel = new Kernel();
    const { kinds: [kind] } = recording(kernel, [LANE.WORK]);
    const handle = kernel.at(1, kind!);
    expect(Number.isSafeInteger(handle) && handle > 0).toBe(true);
    for (const wrong of [0, -1, 5, handle + 1, handle + 2 ** 25, NaN, 1e300]) expect(kernel.cancel(wrong)).toBe(false);
    expect(kernel.liveCount).toBe(1);
  });

  it('can be cancelled from a handler of the same instant', () => {
    const kernel = new Kernel();
    const { kinds: [work], fired } = recording(kernel, [LANE.WORK]);
    let handle = 0;
    const end = kernel.kind({ name: 'end', lane: LANE.END, handler: () => { kernel.cancel(handle); } });
    handle = kernel.at(7, work!);
    kernel.at(7, end);
    kernel.run();
    expect(fired).toEqual([]);
    expect(kernel.firedCount).toBe(1);
  });
});

describe('run', () => {
  it('stops the clock at untilUs and goes on from there', () => {
    const kernel = new Kernel();
    const { kinds: [kind], fired } = recording(kernel, [LANE.WORK]);
    kernel.at(10, kind!);
    kernel.at(30, kind!);
    kernel.run(20);
    expect(kernel.nowUs).toBe(20);
    kernel.after(5, kind!);
    kernel.run(25);
    kernel.run();
    expect(fired.map(([time]) => time)).toEqual([10, 25, 30]);
  });

  it('does not turn the clock back', () => {
    const kernel = new Kernel();
    const { kinds: [kind] } = recording(kernel, [LANE.WORK]);
    kernel.at(10, kind!);
    kernel.at(30, kind!);
    kernel.run(20);
    kernel.run(5);
    expect(kernel.nowUs).toBe(20);
  });

  it('accepts events before the ones that already moved to the front', () => {
    const kernel = new Kernel();
    const { kinds: [kind], fired } = recording(kernel, [LANE.WORK]);
    for (let i = 0; i < 2000; i++) kernel.at(1_000_000 + i * 1000, kind!, i);
    kernel.run(500_000);
    for (let i = 0; i < 2000; i++) kernel.at(500_000 + i * 700, kind!, i);
    kernel.run();
    const times = fired.map(([time]) => time!);
    expect(times).toHaveLength(4000);
    expect(times).toEqual([...times].sort((x, y) => x - y));
  });

  it('ends after the event that calls stop', () => {
    const kernel = new Kernel();
    const kind = kernel.kind({ name: 'stop', lane: LANE.WORK, handler: () => kernel.stop() });
    kernel.at(1, kind);
    kernel.at(2, kind);
    kernel.run();
    expect(kernel.nowUs).toBe(1);
    kernel.run();
    expect(kernel.nowUs).toBe(2);
  });

  it('refuses to be called from a handler, and works again after a handler threw', () => {
    const kernel = new Kernel();
    const kind = kernel.kind({ name: 'nested', lane: LANE.WORK, handler: () => kernel.run() });
    kernel.at(1, kind);
    expect(() => kernel.run()).toThrow(InvariantError);
    expect(() => kernel.run()).not.toThrow();
  });

  it('leaves periodic kinds out of the live count', () => {
    const kernel = new Kernel();
    const beat = kernel.kind({ name: 'beat', lane: LANE.NODE, periodic: true, handler: () => { kernel.after(10, beat); } });
    const work = kernel.kind({
      name: 'work', lane: LANE.WORK, handler: () => { if (kernel.liveCount === 0) kernel.stop(); },
    });
    kernel.at(0, beat);
    kernel.at(15, work);
    kernel.cancel(kernel.at(16, work));
    kernel.at(25, work);
    expect(kernel.liveCount).toBe(2);
    kernel.run();
    expect([kernel.nowUs, kernel.liveCount]).toEqual([25, 0]);
  });
});

it.each([-1, 4.5, NaN, Infinity, 2 ** 53])('an event at %d us is refused', (instant) => {
  const kernel = new Kernel();
  const { kinds: [kind] } = recording(kernel, [LANE.WORK]);
  expect(() => kernel.at(instant, kind!)).toThrow(InvariantError);
});

describe('memory', () => {
  it.each([
    ['far ahead, beside many others', 3_600_000_000, 5000],
    ['near, beside few others', 100, 10],
  ])('stays bounded when one timer is armed and cancelled for ever, %s', (_, delayUs, others) => {
    const kernel = new Kernel();
    const { kinds: [kind] } = recording(kernel, [LANE.WORK]);
    for (let i = 0; i < others; i++) kernel.at(1_000_000_000 + i * 1_000_000, kind!);
    const before = kernel.slotCapacity;
    for (let i = 0; i < 300_000; i++) kernel.cancel(kernel.after(delayUs, kind!));
    expect(kernel.slotCapacity).toBeLessThanOrEqual(before + 64);
    expect(kernel.frontLength).toBeLessThanOrEqual(1024);
  });

  it('stays bounded when every timer of a large set is armed again and again', () => {
    const kernel = new Kernel();
    const { kinds: [kind] } = recording(kernel, [LANE.WORK]);
    const instants = new Streams(7).get('instants');
    const handles = Array.from({ length: 4000 }, () => kernel.after(instants.below(60_000_000), kind!));
    const before = kernel.slotCapacity;
    for (let round = 0; round < 50; round++) {
      handles.forEach((handle, index) => {
        kernel.cancel(handle);
        handles[index] = kernel.after(instants.below(60_000_000), kind!);
      });
    }
    expect(kernel.slotCapacity).toBe(before);
    expect(kernel.frontLength).toBeLessThanOrEqual(2048);
    expect(kernel.liveCount).toBe(4000);
  });
});

/** One step of a script that both kernels play; see {@link play}. */
type Step = readonly [action: number, delay: number, kind: number, count: number];

const LANES = [LANE.END, LANE.DECIDE, LANE.ARRIVAL, LANE.END] as const;

/**
 * Plays a script on a kernel and returns everything visible. Half of the steps are played from the outside, the other
 * half by events when they fire, so that scheduling and cancelling also happen inside handlers.
 */
function play(kernel: Kernel | PlainKernel, script: readonly Step[]): unknown[] {
  const seen: unknown[] = [];
  const handles: number[] = [];
  let next = 0;
  const step = (): void => {
    const [action, delay, kind, count] = script[next++ % script.length]!;
    if (action === 0 && handles.length > 0) {
      seen.push(kernel.cancel(handles[(delay * 31 + count) % handles.length]!));
    } else if (action === 1) {
      for (let i = 0; i < count; i++) handles.push(kernel.after(delay * (i % 7), kinds[kind]!, next, i));
    } else {
      handles.push(kernel.after(delay, kinds[kind]!, next, -1));
    }
  };
  const kinds = LANES.map((lane, index) => kernel.kind({
    name: `kind-${index}`, lane, periodic: index === 3, handler: (a, b) => {
      seen.push([kernel.nowUs, index, a, b, kernel.liveCount]);
      if (next < script.length * 2) step();
    },
  }));
  for (let i = 0; i < script.length / 2; i++) {
    step();
    if (i % 5 === 4) {
      kernel.run(kernel.nowUs + script[i]![1]);
      seen.push(kernel.nowUs);
    }
  }
  kernel.run();
  seen.push(kernel.nowUs, kernel.firedCount, kernel.liveCount);
  return seen;
}

describe('the kernel and a plain list agree', () => {
  const delay = fc.oneof(
    fc.constantFrom(0, 1, 255, 256, 65_535, 65_536),
    fc.nat(20),
    fc.nat(5_000_000),
    fc.integer({ min: 0, max: 40 }).map((bits) => 2 ** bits),
  );
  const step = (most: number): fc.Arbitrary<Step> =>
    fc.tuple(fc.nat(3), delay, fc.nat(LANES.length - 1), fc.integer({ min: 1, max: most }));

  it('on few events', () => {
    fc.assert(fc.property(fc.array(step(3), { minLength: 1, maxLength: 60 }), (script) => {
      expect(play(new Kernel(), script)).toEqual(play(new PlainKernel(), script));
    }), { numRuns: 300 });
  });

  it('on sets that outgrow the front, with crowded instants', () => {
    fc.assert(fc.property(fc.array(step(300), { minLength: 10, maxLength: 40 }), (script) => {
      expect(play(new Kernel(), script)).toEqual(play(new PlainKernel(), script));
    }), { numRuns: 25 });
  });
});
