import { invariant } from '../../../src/base/invariant.js';
import type { EventKind, Handler, TimerHandle } from '../../../src/world/kernel/kernel.js';
import type { Lane } from '../../../src/world/kernel/lanes.js';

interface Pending { timeUs: number; lane: number; sequence: number; kind: number; a: number; b: number }

/**
 * The kernel's contract in the plainest form: a list that is searched for its least entry. Slow on purpose and without
 * any structure shared with the real one, so that the two can only agree by being right.
 */
export class PlainKernel {
  nowUs = 0;
  firedCount = 0;
  #sequence = 0;
  #stopped = false;
  #pending: Pending[] = [];
  readonly #kinds: { lane: Lane; periodic: boolean; handler: Handler }[] = [];

  get liveCount(): number {
    return this.#pending.filter((entry) => !this.#kinds[entry.kind]!.periodic).length;
  }

  kind(options: { name: string; lane: Lane; periodic?: boolean; handler: Handler }): EventKind {
    this.#kinds.push({ lane: options.lane, periodic: options.periodic ?? false, handler: options.handler });
    return this.#kinds.length - 1;
  }

  at(timeUs: number, kind: EventKind, a = 0, b = 0): TimerHandle {
    invariant(Number.isSafeInteger(timeUs) && timeUs >= this.nowUs, `event at ${timeUs} us, now ${this.nowUs} us`);
    const sequence = this.#sequence++;
    this.#pending.push({ timeUs, lane: this.#kinds[kind]!.lane, sequence, kind, a, b });
    return sequence;
  }

  after(delayUs: number, kind: EventKind, a = 0, b = 0): TimerHandle {
    return this.at(this.nowUs + delayUs, kind, a, b);
  }

  cancel(handle: TimerHandle): boolean {
    const index = this.#pending.findIndex((entry) => entry.sequence === handle);
    if (index < 0) return false;
    this.#pending.splice(index, 1);
    return true;
  }

  run(untilUs = Number.MAX_SAFE_INTEGER): void {
    this.#stopped = false;
    while (!this.#stopped && this.#pending.length > 0) {
      let first = 0;
      this.#pending.forEach((entry, index) => {
        if (isBefore(entry, this.#pending[first]!)) first = index;
      });
      const next = this.#pending[first]!;
      if (next.timeUs > untilUs) {
        this.nowUs = Math.max(this.nowUs, untilUs);
        return;
      }
      this.#pending.splice(first, 1);
      this.nowUs = next.timeUs;
      this.firedCount++;
      this.#kinds[next.kind]!.handler(next.a, next.b);
    }
  }

  stop(): void { this.#stopped = true; }
}

function isBefore(x: Pending, y: Pending): boolean {
  if (x.timeUs !== y.timeUs) return x.timeUs < y.timeUs;
  if (x.lane !== y.lane) return x.lane < y.lane;
  return x.sequence < y.sequence;
}
