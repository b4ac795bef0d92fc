import { standardExponential } from '../world/kernel/exponential.js';
import { Kernel, type TimerHandle } from '../world/kernel/kernel.js';
import { LANE } from '../world/kernel/lanes.js';
import { Streams, type RandomStream } from '../world/kernel/streams.js';

/** Operations done and wall time taken by one run of a load. */
export interface KernelMeasurement {
  readonly operations: number;
  readonly wallSeconds: number;
  readonly operationsPerSecond: number;
}

/** One run of the queue, with what it says about the queue itself. */
export interface QueueMeasurement extends KernelMeasurement {
  /** Mean wait before service, in units of the mean service time; theory: load / (1 - load). */
  readonly meanWait: number;
  /** Half of the 95 % interval of `meanWait`, from the means of 50 equal batches. */
  readonly meanWaitHalfWidth: number;
}

/** Mean service time of {@link singleServerQueue}: one second of virtual time. */
const SERVICE_MEAN_US = 1_000_000;
const BATCHES = 50;
/** 97.5 % quantile of Student's t with 49 degrees of freedom. */
const STUDENT_T_49 = 2.0096;

/**
 * M/M/1: one server, exponential gaps and service times, first come first served. Two events a customer, each with an
 * exponential draw; the pending set never exceeds two. Measures the cost of a small pending set.
 *
 * @param options.load  arrival rate x mean service time, in (0, 1)
 */
export function singleServerQueue(options: { customers: number; load: number; seed: number }): QueueMeasurement {
  const { customers, load, seed } = options;
  const streams = new Streams(seed);
  const gaps = streams.get('arrivals');
  const services = streams.get('lifetimes');
  const gapMeanUs = SERVICE_MEAN_US / load;
  const kernel = new Kernel();
  const waiting = new InstantQueue();
  const waits = new Float64Array(BATCHES);
  let arrived = 0;
  let served = 0;
  let isBusy = false;

  const departure = kernel.kind({
    name: 'departure', lane: LANE.END, handler: () => {
      if (waiting.length === 0) isBusy = false;
      else serve(waiting.take());
    },
  });
  const arrival = kernel.kind({
    name: 'arrival', lane: LANE.ARRIVAL, handler: () => {
      if (++arrived < customers) kernel.after(exponentialUs(gapMeanUs, gaps), arrival);
      if (isBusy) waiting.add(kernel.nowUs);
      else serve(kernel.nowUs);
    },
  });
  const serve = (arrivedUs: number): void => {
    isBusy = true;
    const batch = Math.floor((served++ * BATCHES) / customers);
    waits[batch] = waits[batch]! + (kernel.nowUs - arrivedUs);
    kernel.after(exponentialUs(SERVICE_MEAN_US, services), departure);
  };

  const startMs = performance.now();
  kernel.after(exponentialUs(gapMeanUs, gaps), arrival);
  kernel.run();
  const measured = measurement(kernel.firedCount, startMs);

  const means = Array.from(waits, (sum) => sum / (customers / BATCHES) / SERVICE_MEAN_US);
  const meanWait = means.reduce((sum, mean) => sum + mean, 0) / BATCHES;
  const variance = means.reduce((sum, mean) => sum + (mean - meanWait) ** 2, 0) / (BATCHES - 1);
  return { ...measured, meanWait, meanWaitHalfWidth: STUDENT_T_49 * Math.sqrt(variance / BATCHES) };
}

/**
 * Arms `timers` timers at random instants of an hour, cancels every second one and arms it again, and fires all: three
 * operations a timer. Measures the cost of a large pending set.
 */
export function timerStorm(options: { timers: number; seed: number }): KernelMeasurement {
  const { timers, seed } = options;
  const hourUs = 3_600_000_000;
  const instants = new Streams(seed).get('instants');
  const kernel = new Kernel();
  let fired = 0;
  const timer = kernel.kind({ name: 'timer', lane: LANE.WORK, handler: () => { fired++; } });
  const handles: TimerHandle[] = new Array<TimerHandle>(timers).fill(0);

  const startMs = performance.now();
  for (let i = 0; i < timers; i++) handles[i] = kernel.at(instants.below(hourUs), timer, i);
  let cancelled = 0;
  for (let i = 0; i < timers; i += 2) {
    if (kernel.cancel(handles[i]!)) cancelled++;
    handles[i] = kernel.at(instants.below(hourUs), timer, i);
  }
  kernel.run();
  return measurement(timers + 2 * cancelled + fired, startMs);
}

/**
 * A steady set of `pending` timers, each armed again when it fires, after an exponential delay (the "hold model").
 * Shows how the cost of an event grows with the pending set.
 */
export function steadyTimers(options: { pending: number; events: number; seed: number }): KernelMeasurement {
  const { pending, events, seed } = options;
  const delays = new Streams(seed).get('delays');
  const kernel = new Kernel();
  const timer = kernel.kind({
    name: 'timer', lane: LANE.WORK, handler: () => {
      kernel.after(exponentialUs(SERVICE_MEAN_US, delays), timer);
      if (kernel.firedCount === events) kernel.stop();
    },
  });
  for (let i = 0; i < pending; i++) kernel.after(exponentialUs(SERVICE_MEAN_US, delays), timer);
  const startMs = performance.now();
  kernel.run();
  return measurement(kernel.firedCount, startMs);
}

/** One run of {@link rearmedTimers}, with the memory that it held at most. */
export interface RearmMeasurement extends KernelMeasurement {
  /** Most rows of events and entries of the front that the kernel held at once. */
  readonly mostRows: number;
}

/**
 * A set of `pending` timers, of which one after another is cancelled and armed again, as timeouts are that never expire.
 * The clock moves on, so that the instants never repeat. Shows that what cancelling leaves behind does not pile up.
 */
export function rearmedTimers(options: { pending: number; rearms: number; seed: number }): RearmMeasurement {
  const { pending, rearms, seed } = options;
  const delayUs = 30_000_000;
  const jitters = new Streams(seed).get('delays');
  const kernel = new Kernel();
  const timer = kernel.kind({ name: 'timer', lane: LANE.WORK, handler: () => {} });
  const handles: TimerHandle[] = new Array<TimerHandle>(pending).fill(0);
  for (let i = 0; i < pending; i++) handles[i] = kernel.after(delayUs, timer, i);
  let mostRows = 0;
  const startMs = performance.now();
  for (let done = 0, i = 0; done < rearms; done++, i = i + 1 === pending ? 0 : i + 1) {
    kernel.cancel(handles[i]!);
    handles[i] = kernel.after(delayUs + jitters.below(1_000_000), timer, i);
    // Every timer is armed again long before it expires: `pending` steps of this length are a sixth of the delay.
    kernel.run(kernel.nowUs + Math.floor(delayUs / 6 / pending));
    mostRows = Math.max(mostRows, kernel.slotCapacity + kernel.frontLength);
  }
  return { ...measurement(2 * rearms, startMs), mostRows };
}

/** Many events of one instant: arms and fires `events` of them. */
export function sameInstant(options: { events: number }): KernelMeasurement {
  const kernel = new Kernel();
  const timer = kernel.kind({ name: 'timer', lane: LANE.WORK, handler: () => {} });
  const startMs = performance.now();
  for (let i = 0; i < options.events; i++) kernel.at(1_000_000, timer, i);
  kernel.run();
  return measurement(2 * kernel.firedCount, startMs);
}

function exponentialUs(meanUs: number, stream: RandomStream): number {
  return Math.round(meanUs * standardExponential(stream));
}

function measurement(operations: number, startMs: number): KernelMeasurement {
  const wallSeconds = (performance.now() - startMs) / 1000;
  return { operations, wallSeconds, operationsPerSecond: operations / wallSeconds };
}

/** First in, first out, of instants; a ring that doubles. */
class InstantQueue {
  length = 0;
  #ring = new Float64Array(64);
  #first = 0;

  add(instantUs: number): void {
    if (this.length === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.length) & (this.#ring.length - 1)] = instantUs;
    this.length++;
  }

  take(): number {
    const instantUs = this.#ring[this.#first]!;
    this.#first = (this.#first + 1) & (this.#ring.length - 1);
    this.length--;
    return instantUs;
  }

  #grow(): void {
    const wider = new Float64Array(this.#ring.length * 2);
    for (let i = 0; i < this.length; i++) wider[i] = this.#ring[(this.#first + i) & (this.#ring.length - 1)]!;
    this.#ring = wider;
    this.#first = 0;
  }
}
