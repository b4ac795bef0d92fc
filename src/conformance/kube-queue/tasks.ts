/** What a task waits for: a call without latency (it takes effect when the loop is quiet), or a time in nanoseconds. */
export type Wait = { readonly until: 'quiet' } | { readonly ns: number };

/** A sequence of calls that runs beside the scheduling loop, or the loop itself. */
export type Task = Generator<Wait, void, void>;

const CALL_NS = 100;
const MS_NS = 1_000_000;

interface Sleeper { readonly task: Task; readonly atNs: number; readonly isCall: boolean }

/**
 * Virtual clock of a timeline, in nanoseconds, and the tasks that sleep in it. A call without latency waits until the
 * scheduling loop is quiet and takes a tenth of a microsecond; calls with latency that end in the same millisecond keep
 * the order in which they began, because each is fifty nanoseconds longer than the one before.
 */
export class Tasks {
  nowNs = 0;
  /** The loop is in the middle of a cycle: calls without latency wait for its end. */
  #isBusy = false;
  #calls = 0;
  #sleepers: Sleeper[] = [];
  readonly #waiting: Task[] = [];
  readonly #together: (run: () => void) => void;

  /** @param together  runs what several tasks do at one instant: news of it is spread when all of them have done it */
  constructor(together: (run: () => void) => void) { this.#together = together; }

  /** Calls without latency that have not taken effect. */
  get hasCalls(): boolean { return this.#waiting.length > 0 || this.#sleepers.some(({ isCall }) => isCall); }

  /** When the next sleeper wakes, Infinity when nobody sleeps. */
  get nextNs(): number { return this.#sleepers.reduce((next, { atNs }) => Math.min(next, atNs), Infinity); }

  set isBusy(isBusy: boolean) {
    this.#isBusy = isBusy;
    if (isBusy) return;
    for (const task of this.#waiting.splice(0)) this.#sleep(task, CALL_NS, true);
  }

  /** Runs a task until it waits for something. */
  run(task: Task): void {
    const { done, value } = task.next();
    if (done === true) return;
    if ('ns' in value) this.#sleep(task, value.ns, value.ns === CALL_NS);
    else if (this.#isBusy) this.#waiting.push(task);
    else this.#sleep(task, CALL_NS, true);
  }

  /** A call beside the loop that takes so long. */
  * call(ms: number): Task {
    yield ms === 0 ? { until: 'quiet' } : this.latency(ms);
  }

  /** A call of the loop itself that takes so long; others go on meanwhile. */
  * callInLoop(ms: number): Task {
    this.isBusy = false;
    yield ms === 0 ? { ns: CALL_NS } : this.latency(ms);
    this.isBusy = true;
  }

  latency(ms: number): Wait {
    this.#calls++;
    return { ns: ms * MS_NS + this.#calls % 2000 * 50 };
  }

  /** Lets time pass up to an instant; nobody sleeps past it unnoticed. */
  advance(toNs: number): void {
    this.nowNs = toNs;
    for (let next = this.nextNs; next <= toNs; next = this.nextNs) {
      const due = this.#sleepers.filter(({ atNs }) => atNs === next);
      this.#sleepers = this.#sleepers.filter(({ atNs }) => atNs !== next);
      this.#together(() => { for (const { task } of due) this.run(task); });
    }
  }

  #sleep(task: Task, ns: number, isCall: boolean): void { this.#sleepers.push({ task, atNs: this.nowNs + ns, isCall }); }
}
