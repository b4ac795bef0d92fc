import { POD_STATE } from '../../../world/cluster/index.js';
import type { ParameterValues, Parameters } from '../../parameters.js';
import { defineScheduler, type Claim, type Scheduler, type SchedulerContext, type TransactionOptions, type TransactionOutcome } from '../contract.js';
import { RandomFirstFit } from './random-first-fit.js';

const parameters = {
  actors: { type: 'integer', default: 2, min: 1, max: 64, description: 'schedulers that share the cell; pods are dealt out in turn' },
  conflicts: {
    type: 'choice', default: 'resource-fit', choices: ['resource-fit', 'sequence'],
    description: 'resource-fit: a claim conflicts when the node lacks room now; sequence: when anything was claimed on the node since the copy',
  },
  mode: {
    type: 'choice', default: 'incremental', choices: ['incremental', 'all-or-nothing'],
    description: 'incremental: claims without conflict are committed; all-or-nothing: one conflict refuses the whole job',
  },
  jobSize: { type: 'integer', default: 10, min: 1, max: 10_000, unit: 'pods', description: 'most waiting pods that one transaction places together, oldest first' },
  jobThink: { type: 'duration', default: 100_000, min: 0, max: 3600e6, description: 'decision time per transaction' },
  taskThink: { type: 'duration', default: 5_000, min: 0, max: 3600e6, description: 'decision time per pod of a transaction' },
  skew: { type: 'number', default: 0, min: 0, max: 1000, description: 'scheduler i thinks (1 + i x skew) times as long: a slow service scheduler beside a batch one' },
  retryAfter: { type: 'duration', default: 1e6, min: 1000, max: 3600e6, description: 'time until pods that were refused or found no room are tried again' },
  abandonAfter: { type: 'integer', default: 100, min: 0, max: 1_000_000, unit: 'attempts', description: 'a pod that found no room so often is given up; 0 = never' },
} as const satisfies Parameters;

/**
 * Several schedulers at once on one cell, without locks: each copies the state of the cell, thinks, places its job on
 * the copy, and commits. What another one took meanwhile is a conflict; refused pods are tried again later.
 */
export const omega = defineScheduler({
  name: 'omega',
  title: 'Omega: optimistic schedulers that commit transactions against stale copies',
  source: 'Schwarzkopf et al., "Omega", EuroSys 2013; google/cluster-scheduler-simulator b882f26; think times: the paper',
  revision: 1,
  differs: [
    'pods come one by one: a job is what waits when its scheduler becomes free, at most jobSize pods',
    'abandoning counts the attempts of each pod; the original counts those of a job, 100 without any placement or 1,000 in all',
  ],
  parameters,
  cost: {
    perAttemptUs: 0, perNodeVisitedUs: 0, perFilterCallUs: 0, perScoreCallUs: 0,
    source: 'jobThink and taskThink: the source counts think time alone',
  },
  actors: ({ actors }) => actors,
  refuses: (podClass) => podClass.deviceCount > 0 ? 'its copy of the cell does not hold devices' : null,
  create: (context, values) => new OmegaScheduler(context, values),
});

/** One of the schedulers. */
class OmegaScheduler implements Scheduler {
  readonly #context: SchedulerContext;
  readonly #jobSize: number;
  readonly #jobThinkUs: number;
  readonly #taskThinkUs: number;
  readonly #retryUs: number;
  readonly #abandonAfter: number;
  readonly #rules: Pick<TransactionOptions, 'conflicts' | 'mode'>;
  readonly #placement: RandomFirstFit;
  #waiting: number[] = [];
  #head = 0;
  /** Pods to try again, by the tag of the timer that brings them back. */
  readonly #retries = new Map<number, readonly number[]>();
  #retryCount = 0;
  /** Whether a transaction is on its way. */
  #committing = false;

  constructor(context: SchedulerContext, values: ParameterValues<typeof parameters>) {
    this.#context = context;
    const slower = 1 + context.actor * values.skew;
    this.#jobSize = values.jobSize;
    this.#jobThinkUs = values.jobThink * slower;
    this.#taskThinkUs = values.taskThink * slower;
    this.#retryUs = values.retryAfter;
    this.#abandonAfter = values.abandonAfter;
    this.#rules = {
      conflicts: values.conflicts === 'sequence' ? 'sequence' : 'resource-fit',
      mode: values.mode === 'all-or-nothing' ? 'all-or-nothing' : 'incremental',
    };
    this.#placement = new RandomFirstFit(context);
  }

  podArrived(pod: number): void { this.#waiting.push(pod); }

  timer(tag: number): void {
    for (const pod of this.#retries.get(tag)!) this.#waiting.push(pod);
    this.#retries.delete(tag);
  }

  reply(_transaction: number, { refused }: TransactionOutcome): void {
    this.#committing = false;
    this.#retryLater(refused.map((claim) => claim.pod), this.#retryUs);
  }

  /** One job: copy, think, place on the copy, commit. The commit takes place when the thinking is over. */
  step(): boolean {
    if (this.#committing) return false;
    const job = this.#nextJob();
    if (job.length === 0) return false;
    const { cluster, operations } = this.#context;
    this.#placement.copyCell();
    const thinkUs = Math.round(this.#jobThinkUs + this.#taskThinkUs * job.length);
    this.#context.spend(thinkUs);
    const claims: Claim[] = [];
    const homeless: number[] = [];
    for (const pod of job) {
      operations.attempts++;
      const node = this.#placement.place(cluster.classes[cluster.pods.classId[pod]!]!);
      if (node < 0) homeless.push(pod);
      else claims.push({ pod, node });
    }
    this.#noRoom(homeless, thinkUs);
    if (claims.length > 0) {
      this.#committing = true;
      this.#context.transact(claims, { ...this.#rules, basedOn: this.#placement.sequence });
    }
    return true;
  }

  /** The oldest pods that still wait, as many as one transaction takes. */
  #nextJob(): number[] {
    const { state } = this.#context.cluster.pods;
    const job: number[] = [];
    while (this.#head < this.#waiting.length && job.length < this.#jobSize) {
      const pod = this.#waiting[this.#head++]!;
      if (state[pod] === POD_STATE.PENDING) job.push(pod);
    }
    if (this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  /** Pods without room on the copy; what becomes of them counts from the end of the thinking. */
  #noRoom(pods: readonly number[], thinkUs: number): void {
    const reason = 'no node of the copy has room';
    const again: number[] = [];
    for (const pod of pods) {
      if (this.#isAbandoned(pod)) this.#context.giveUp(pod, reason);
      else {
        this.#context.failed(pod, reason);
        again.push(pod);
      }
    }
    this.#retryLater(again, thinkUs + this.#retryUs);
  }

  /** Whether this failure, which is not counted yet, is the last one. */
  #isAbandoned(pod: number): boolean {
    const { unschedulable, cluster } = this.#context;
    return unschedulable === 'give-up' || (this.#abandonAfter > 0 && cluster.pods.attempts[pod]! + 1 >= this.#abandonAfter);
  }

  #retryLater(pods: readonly number[], delayUs: number): void {
    if (pods.length === 0) return;
    const tag = this.#retryCount++;
    this.#retries.set(tag, pods);
    this.#context.setTimer(delayUs, tag);
  }
}
