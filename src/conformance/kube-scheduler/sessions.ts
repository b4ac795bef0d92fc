import { byCodeUnit } from '../../base/by-code-unit.js';
import type { PodClass } from '../../world/cluster/index.js';
import type { CaseTally, Comparison } from '../case-tally.js';
import type { KindOfSession } from '../contract.js';
import { errorOf, visitedNodes } from './decision-comparer.js';
import { fnv1a64 } from './fnv.js';
import { compareSessionPost, describePost } from './post.js';
import { EVALUATIONS, profileOf, ReplayedScheduler, type EvaluationName } from './replayed-scheduler.js';
import type { SessionHeader, SessionPod, SessionStep } from './recording.js';

/** A long run on one live cluster: nodes come and go, pods are placed and deleted, preemption makes room. */
export const kubeSessions: KindOfSession = {
  name: 'kube-scheduler sessions',
  title: 'a long run on one cluster that changes, with what every search found',
  shape: 'session',
  recognises: ({ session, nodeTemplates, podTemplates }) =>
    typeof session === 'string' && Array.isArray(nodeTemplates) && Array.isArray(podTemplates),
  open: (line, tally) => {
    const header = line as unknown as SessionHeader;
    const sessions = EVALUATIONS.map((name) => new Session(header, name));
    return (step) => { follow(sessions, step as unknown as SessionStep, tally); };
  },
};

function follow(sessions: readonly Session[], step: SessionStep, tally: CaseTally): void {
  if (step.op !== 'pod') {
    for (const session of sessions) session.change(step);
    return;
  }
  tally.decide(`pod ${step.name}`, (comparison) => { for (const session of sessions) session.decide(step, comparison); });
  // What was recorded is applied, whatever came out here: the next decisions are comparable again.
  for (const session of sessions) session.apply(step);
}

/** Recorded starts: this instant plus as many seconds as the number in the pod's name. 2026-01-02T03:04:05Z. */
const FIRST_START_US = 1_767_323_045_000_000;
/** Best nodes are listed up to so many; of more, the first few and a hash. */
const LISTED_BEST = 8;
const FIRST_BEST = 3;

/** One evaluation's run through a session. */
class Session {
  readonly #name: EvaluationName;
  readonly #header: SessionHeader;
  readonly #scheduler: ReplayedScheduler;
  readonly #classes: readonly PodClass[];
  readonly #pods = new Map<string, number>();

  constructor(header: SessionHeader, name: EvaluationName) {
    this.#name = name;
    this.#header = header;
    this.#scheduler = new ReplayedScheduler(profileOf(header.session, header.config), name);
    this.#scheduler.addObjects(header.objects ?? {});
    this.#classes = header.podTemplates.map((template) => this.#scheduler.addClass(template));
  }

  change(step: Exclude<SessionStep, SessionPod>): void {
    const { cluster } = this.#scheduler;
    switch (step.op) {
      case 'node': {
        const source = this.#header.nodeTemplates[step.t]!;
        const labels = { ...source.metadata.labels, 'kubernetes.io/hostname': step.name, ...step.labels };
        this.#scheduler.addNode({ ...source, metadata: { ...source.metadata, name: step.name, labels } });
        break;
      }
      case 'rmnode':
        this.#scheduler.removeNode(step.name);
        break;
      case 'del':
        cluster.release(this.#pods.get(step.name)!);
        this.#pods.delete(step.name);
        break;
      default: throw new Error(`unknown operation in ${JSON.stringify(step)}`);
    }
  }

  /** Asks the scheduler where the pod would go; the pod is gone afterwards. */
  decide(step: SessionPod, comparison: Comparison): void {
    const { cycle, cluster, host, preemption } = this.#scheduler;
    const { r } = step;
    const pod = this.#arrive(step);
    try {
      const field = (name: string): string => (this.#name === 'plain' ? name : `${name} (${this.#name})`);
      const start = cycle.rotation.nextStart;
      const podClass = this.#classes[step.t]!;
      const nominated = host.nominator.nodeOf(pod);
      if (this.#name === 'fast') this.#compareQuickly(step, pod, nominated, comparison);
      // A search that went astray does not lead the next ones astray.
      cycle.rotation.nextStart = r.start;
      const picked = cycle.run(pod, podClass, nominated);
      const { search } = cycle;
      const error = errorOf(cycle);
      comparison.same({ field: field('start') }, r.start, start);
      comparison.same({ field: field('error') }, r.error, error);
      comparison.same({ field: field('fail') }, r.fail ?? {}, this.#failures());
      // The real cycle answers an error alone, without counts.
      if (r.error !== undefined || error !== undefined) return;
      comparison.same({ field: field('eval') }, r.eval, visitedNodes(cycle, picked, nominated));
      comparison.same({ field: field('feas') }, r.feas, cycle.feasibleCount);
      const own = picked < 0 ? undefined : cluster.nodes.names[picked]!;
      if (r.max !== undefined) {
        const nodes = Array.from(search.feasible.subarray(0, search.feasibleCount), (node, i) =>
          ({ name: cluster.nodes.names[node]!, total: search.totals[i]! + search.offset })).sort((a, b) => byCodeUnit(a.name, b.name));
        const max = Math.max(...nodes.map(({ total }) => total));
        const best = nodes.filter(({ total }) => total === max).map(({ name }) => name);
        comparison.same({ field: field('max') }, r.max, max);
        comparison.same({ field: field('bestN') }, r.bestN, best.length);
        comparison.same({ field: field('best') }, r.best, best.length > LISTED_BEST ? best.slice(0, FIRST_BEST) : best);
        comparison.same({ field: field('bestHash') }, r.bestHash, best.length > LISTED_BEST ? fnv1a64(`${best.join('\n')}\n`) : undefined);
        comparison.same({ field: field('allHash') }, r.allHash, fnv1a64(nodes.map(({ name, total }) => `${name}=${total}\n`).join('')));
      }
      // The order of nodes that PreFilter named is random in the real program: then no choice among equals is recorded.
      if (r.own !== undefined || picked < 0) comparison.same({ field: field('own') }, r.own, own);
      if (step.post === undefined) return;
      if (cycle.failure === null) comparison.same({ field: field('post') }, 'no node fits', 'a node fits');
      else {
        const difference = compareSessionPost(step.post, describePost(cycle, host, preemption));
        if (difference !== null) comparison.same({ field: field(`post.${difference.field}`) }, difference.recorded, difference.actual);
      }
    } finally {
      this.#scheduler.forget(pod);
    }
  }

  /** Puts the pod where it was recorded to go. */
  apply({ name, t, pick }: SessionPod): void {
    if (pick === undefined) return;
    const { cluster } = this.#scheduler;
    const { namespace = 'default' } = this.#header.podTemplates[t]!.metadata;
    const pod = cluster.addPod(this.#classes[t]!.id, 0, `${namespace}/${name}`);
    const number = /\d+/.exec(name);
    cluster.pods.startUs[pod] = FIRST_START_US + Number(number?.[0] ?? 0) * 1_000_000;
    cluster.place(pod, cluster.findNode(pick));
    this.#pods.set(name, pod);
  }

  /** The same decision without a list of the feasible nodes, as replays decide. */
  #compareQuickly({ t, r }: SessionPod, pod: number, nominated: number, comparison: Comparison): void {
    const { quickCycle, cluster } = this.#scheduler;
    quickCycle.rotation.nextStart = r.start;
    const picked = quickCycle.run(pod, this.#classes[t]!, nominated);
    if (r.error !== undefined) return;
    comparison.same({ field: 'feas (fast, without list)' }, r.feas, quickCycle.feasibleCount);
    if (r.own !== undefined) comparison.same({ field: 'own (fast, without list)' }, r.own, picked < 0 ? undefined : cluster.nodes.names[picked]!);
  }

  #arrive({ name, t, nominated }: SessionPod): number {
    const { metadata, spec } = this.#header.podTemplates[t]!;
    const status = nominated === undefined ? {} : { nominatedNodeName: nominated };
    return this.#scheduler.addPod({ metadata: { ...metadata, name }, spec, status }, this.#classes[t]!);
  }

  /** How many visited nodes failed first at which plugin, as `plugin:code`. */
  #failures(): Readonly<Record<string, number>> {
    const { cycle: { search }, host: { statuses } } = this.#scheduler;
    const failures: Record<string, number> = {};
    for (const status of search.failedStatus.subarray(0, search.failedCount)) {
      const { plugin, code } = statuses.get(status)!;
      failures[`${plugin}:${code}`] = (failures[`${plugin}:${code}`] ?? 0) + 1;
    }
    return failures;
  }
}
