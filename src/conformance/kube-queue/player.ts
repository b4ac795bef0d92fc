import { readConfiguration } from '../../algorithms/schedulers/kube/config/configuration.js';
import { defaultProfile, type Profile } from '../../algorithms/schedulers/kube/config/profile.js';
import { KubeCore } from '../../algorithms/schedulers/kube/kube-core.js';
import { DEFAULT_BACKOFF, type BackoffSettings } from '../../algorithms/schedulers/kube/queue/backoff.js';
import { Cluster } from '../../world/cluster/index.js';
import { renamed, repeatedName } from './api-objects.js';
import { ApiServer } from './api-server.js';
import type { Entry, QueueCase, Step } from './format.js';
import { Journal } from './journal.js';
import { lookAt } from './look.js';
import { SchedulerCache } from './scheduler-cache.js';
import { SchedulerLoop } from './scheduler-loop.js';
import { Tasks } from './tasks.js';

const MS_NS = 1_000_000;
const SECOND_NS = 1000 * MS_NS;
/** The recorder lets the small steps within a millisecond pass as one moment. */
const ROUNDING_NS = 200_000;

/** What happened when a script was played. */
export interface Played {
  readonly timeline: readonly Entry[];
  /** Per existing pod, by name: name, node, nominated node if any. */
  readonly placed: readonly (readonly string[])[];
}

/** Plays the script of a case against the scheduler, in the order that the README of the recordings lays down. */
export function play(recorded: QueueCase): Played { return new Player(recorded).play(); }

class Player {
  readonly #case: QueueCase;
  readonly #tasks = new Tasks((run) => this.#api.together(run));
  readonly #journal = new Journal();
  readonly #core: KubeCore;
  readonly #api: ApiServer;
  readonly #loop: SchedulerLoop;
  readonly #failing = new Map<string, number>();
  readonly #popsFromBackoff: boolean;

  constructor(recorded: QueueCase) {
    this.#case = recorded;
    const { gates = {}, latency = {}, maxInUnschedulableSeconds } = recorded;
    const cluster = new Cluster();
    const cache = new SchedulerCache(cluster);
    const nowUs = (): number => Math.floor(this.#tasks.nowNs / 1000);
    this.#popsFromBackoff = gates['SchedulerPopFromBackoffQ'] ?? true;
    const { profiles, backoff } = configurationOf(recorded);
    const core = this.#core = new KubeCore({
      cluster, profiles, nowUs,
      operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
      evaluation: 'fast', tieBreak: null, random: null, lists: true,
      backoff: {
        ...backoff,
        popsFromBackoff: this.#popsFromBackoff,
        maxInPoolUs: maxInUnschedulableSeconds === undefined ? DEFAULT_BACKOFF.maxInPoolUs : maxInUnschedulableSeconds * 1_000_000,
      },
      isLeaving: (row) => {
        const pod = this.#api.podAt(row);
        return !pod.exists || pod.isTerminating;
      },
      onMove: (pod, q, by) => this.#note({ e: 'move', pod: this.#api.podAt(pod).name, q, by }),
    });
    this.#api = new ApiServer({ cluster, cache, core, nowUs, nowMs: () => Math.round(this.#tasks.nowNs / MS_NS) });
    this.#loop = new SchedulerLoop({
      cluster, core, cache, latency,
      api: this.#api, tasks: this.#tasks, failing: this.#failing,
      preemptsAsync: gates['SchedulerAsyncPreemption'] ?? true,
      note: (entry) => this.#note(entry),
    });
  }

  play(): Played {
    const { script, end } = this.#case;
    let step = 0;
    for (;;) {
      this.#journal.settle();
      const { nowNs } = this.#tasks;
      const due = this.#api.ends[0];
      if (this.#tasks.hasCalls) {
        this.#tasks.advance(this.#tasks.nextNs);
      } else if (due !== undefined && due.atMs * MS_NS <= nowNs) {
        this.#api.ends.shift();
        if (due.pod.exists) {
          this.#note({ e: 'gone', pod: due.pod.name });
          this.#api.vanish(due.pod);
        }
      } else if (step < script.length && script[step]!.t * MS_NS <= nowNs) {
        this.#apply(script[step]!, step);
        step++;
      } else if (this.#loop.canPop(this.#popsFromBackoff)) {
        this.#tasks.run(this.#loop.cycle());
      } else {
        const tickNs = Math.floor(nowNs / SECOND_NS + 1) * SECOND_NS;
        const nextNs = Math.min(tickNs, this.#tasks.nextNs, (due?.atMs ?? Infinity) * MS_NS, (script[step]?.t ?? Infinity) * MS_NS);
        if (nextNs > end * MS_NS) break;
        if (nextNs === tickNs) this.#tick(tickNs);
        this.#tasks.advance(nextNs);
      }
    }
    this.#look();
    this.#journal.settle();
    return { timeline: this.#journal.entries, placed: this.#placed() };
  }

  /** The checks of the queue at a whole second. */
  #tick(atNs: number): void {
    this.#tasks.nowNs = atNs;
    this.#core.queue.flushBackoff(atNs / 1000);
    if (atNs % (30 * SECOND_NS) === 0) this.#core.queue.flushPool(atNs / 1000);
  }

  #apply(step: Step, i: number): void {
    this.#note({ e: 'do', i });
    const { op, kind = 'Pod', name = '' } = step;
    switch (op) {
      case 'look': this.#look(); break;
      case 'failBind': this.#failing.set(name, step.times ?? 0); break;
      case 'patch': if (!this.#api.patch(kind, name, step.patch ?? {})) this.#note({ e: 'lost', pod: name }); break;
      case 'delete': if (!this.#api.delete(kind, name, step.grace)) this.#note({ e: 'lost', pod: name }); break;
      case 'create': {
        const object = step.obj ?? {};
        if (step.repeat === undefined) {
          this.#api.create(kind, object);
          break;
        }
        const base = (object['metadata'] as { readonly name: string }).name;
        for (let k = 0; k < step.repeat; k++) this.#api.create(kind, renamed(object, repeatedName(base, k), kind === 'Node'));
        break;
      }
      default: throw new Error(`script operation "${String(op)}" is not known`);
    }
  }

  #look(): void { this.#note({ e: 'look', look: lookAt(this.#core, (row) => this.#api.podAt(row)) }); }

  #note(entry: Omit<Entry, 't'>): void {
    this.#journal.add({ t: Math.floor((this.#tasks.nowNs + ROUNDING_NS) / MS_NS), ...entry });
  }

  #placed(): readonly (readonly string[])[] {
    return [...this.#api.pods].sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, nodeName, nominatedNodeName }) => (nominatedNodeName === '' ? [name, nodeName] : [name, nodeName, nominatedNodeName]));
  }
}

function configurationOf({ config, id }: QueueCase): { readonly profiles: readonly Profile[]; readonly backoff: BackoffSettings } {
  if (config === undefined) return { profiles: [defaultProfile({ percentageOfNodesToScore: 0, args: new Map() })], backoff: DEFAULT_BACKOFF };
  const { profiles, podInitialBackoffSeconds, podMaxBackoffSeconds } = readConfiguration({ file: id, text: config });
  return {
    profiles,
    backoff: { ...DEFAULT_BACKOFF, initialUs: podInitialBackoffSeconds * 1_000_000, maxUs: podMaxBackoffSeconds * 1_000_000 },
  };
}
