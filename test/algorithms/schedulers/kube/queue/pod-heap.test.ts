import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueueEntries } from '../../../../../src/algorithms/schedulers/kube/queue/entries.js';
import { PodHeap } from '../../../../../src/algorithms/schedulers/kube/queue/pod-heap.js';

describe('the heap of pods', () => {
  it('pops in order whatever was pushed, removed and changed before', () => {
    const steps = fc.array(fc.record({ pod: fc.nat(40), key: fc.nat(20), verb: fc.constantFrom('push', 'remove', 'change') }), { maxLength: 120 });
    fc.assert(fc.property(steps, (list) => {
      const entries = new QueueEntries();
      entries.reserve(40);
      const keys = new Array<number>(41).fill(0);
      const heap = new PodHeap(entries, (a, b) => keys[a]! < keys[b]!);
      const inside = new Set<number>();
      for (const { pod, key, verb } of list) {
        if (verb === 'push' && !inside.has(pod)) {
          keys[pod] = key;
          heap.push(pod);
          inside.add(pod);
        } else if (verb === 'remove' && inside.delete(pod)) heap.remove(pod);
        else if (verb === 'change' && inside.has(pod)) {
          keys[pod] = key;
          heap.fix(pod);
        }
        expect(heap.size).toBe(inside.size);
      }
      const popped: number[] = [];
      while (heap.size > 0) popped.push(heap.pop());
      expect(heap.pop()).toBe(-1);
      expect([...popped].sort((a, b) => a - b)).toEqual([...inside].sort((a, b) => a - b));
      expect(popped.map((pod) => keys[pod]!)).toEqual([...inside].map((pod) => keys[pod]!).sort((a, b) => a - b));
    }));
  });

  it('moves equal entries as Go\'s container/heap does', () => {
    // Push appends and does not rise past an equal parent: [0 1 2 3]. Pop takes 0 and sinks the last, 3, to the root, where
    // no child is less; so 3, then 2, then 1 follow.
    const entries = new QueueEntries();
    const heap = new PodHeap(entries, () => false);
    for (let pod = 0; pod < 4; pod++) heap.push(pod);
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual([0, 3, 2, 1]);
  });
});
