import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster, POD_STATE, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { LabelSelector, PodAffinityTerm } from '../../../../../src/world/objects/index.js';
import { DEFAULT_AFFINITY_BUDGET, keptAffinity, type AffinityBudget } from '../../../../../src/algorithms/schedulers/kube/affinity/kept.js';
import type { AffinityIndex } from '../../../../../src/algorithms/schedulers/kube/affinity/picture.js';
import { recountedAffinity } from '../../../../../src/algorithms/schedulers/kube/affinity/recounted.js';
import { addNode, podClassOf, type Args, type PodRules } from './cluster.js';

const nodeLabels = fc.record({ zone: fc.constantFrom('a', 'b', 'c'), host: fc.constantFrom('h1', 'h2', 'h3', 'h4'), rack: fc.constantFrom('r1', 'r2') }, { requiredKeys: [] })
  .map((labels) => ({ ...labels }));
const selector: fc.Arbitrary<LabelSelector> = fc.oneof(
  fc.constant({}),
  fc.record({ matchLabels: fc.constantFrom<Record<string, string>[]>({ app: 'x' }, { app: 'y' }, { tier: '1' }, { app: 'x', tier: '2' }) }),
  fc.record({ matchExpressions: fc.constantFrom<NonNullable<LabelSelector['matchExpressions']>[]>(
    [{ key: 'app', operator: 'NotIn', values: ['x'] }], [{ key: 'tier', operator: 'Exists' }], [{ key: 'tier', operator: 'DoesNotExist' }],
    [{ key: 'app', operator: 'In', values: ['x', 'y'] }],
  ) }),
);
const namespaceSelector: fc.Arbitrary<LabelSelector> = fc.constantFrom<LabelSelector[]>(
  {}, { matchLabels: { team: 'r' } }, { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['r'] }] },
);
const term: fc.Arbitrary<PodAffinityTerm> = fc.record({
  topologyKey: fc.constantFrom('zone', 'zone', 'host', 'rack'),
  labelSelector: selector,
  namespaces: fc.constantFrom<string[][]>([], [], [], ['n1'], ['n0', 'n2']),
  namespaceSelector,
  matchLabelKeys: fc.constantFrom<string[][]>([], [], ['tier']),
}, { requiredKeys: ['topologyKey'] });
const rules = fc.record({
  requiredDuringSchedulingIgnoredDuringExecution: fc.array(term, { minLength: 1, maxLength: 2 }),
  preferredDuringSchedulingIgnoredDuringExecution: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), podAffinityTerm: term }), { minLength: 1, maxLength: 2 }),
}, { requiredKeys: [] });
const pod: fc.Arbitrary<PodRules> = fc.record({
  namespace: fc.constantFrom('n0', 'n1', 'n2'),
  labels: fc.record({ app: fc.constantFrom('x', 'y', 'z'), tier: fc.constantFrom('1', '2') }, { requiredKeys: [] }).map((labels) => ({ ...labels })),
  affinity: fc.oneof(fc.constant({}), fc.record({ podAffinity: rules, podAntiAffinity: rules }, { requiredKeys: [] })),
});

/** What happens, in turn; numbers are taken modulo what exists. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant('put' as const), class: fc.nat(99), node: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('end' as const), at: fc.nat(99) }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('ask' as const), class: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('whatIf' as const), class: fc.nat(99), moves: fc.array(fc.nat(99), { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('terminate' as const), at: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('class' as const), pod }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('node' as const), labels: nodeLabels }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('relabel' as const), node: fc.nat(99), labels: nodeLabels }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('drain' as const), node: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('namespace' as const), name: fc.constantFrom('n0', 'n1', 'n2', 'n3'), team: fc.constantFrom('r', 's') }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A cluster under change, and both indexes of it. */
class History {
  readonly cluster = new Cluster();
  readonly kept: AffinityIndex;
  readonly recounted: AffinityIndex;
  readonly classes: PodClass[] = [];
  readonly #nodes: number[] = [];
  readonly #bound: number[] = [];
  #names = 0;

  constructor(args: Args, budget: AffinityBudget) {
    this.kept = keptAffinity(this.cluster, args, budget);
    this.recounted = recountedAffinity(this.cluster, args);
  }

  addNode(labels: Readonly<Record<string, string>>): void { this.#nodes.push(addNode(this.cluster, `node${this.#names++}`, labels)); }

  live(happens: Step): void {
    const { cluster } = this;
    switch (happens.op) {
      case 'put': {
        const row = cluster.addPod(this.#class(happens.class).id, 0);
        cluster.place(row, this.#nodes[happens.node % this.#nodes.length]!);
        this.#bound.push(row);
        break;
      }
      case 'end': this.#bound.splice(happens.at % Math.max(1, this.#bound.length), 1).forEach((row) => { cluster.release(row); }); break;
      case 'terminate': if (this.#bound.length > 0) cluster.terminate(this.#bound[happens.at % this.#bound.length]!); break;
      case 'class': this.classes.push(podClassOf(cluster, happens.pod)); break;
      case 'node': this.addNode(happens.labels); break;
      case 'relabel': {
        const node = this.#nodes[happens.node % this.#nodes.length]!;
        const name = cluster.nodes.names[node]!;
        cluster.updateNode(node, { name, allocatable: {}, template: { metadata: { name, labels: happens.labels } } });
        break;
      }
      case 'drain': {
        if (this.#nodes.length < 2) break;
        const [node] = this.#nodes.splice(happens.node % this.#nodes.length, 1);
        for (const row of this.#bound) if (cluster.pods.node[row] === node) cluster.release(row);
        this.#bound.splice(0, this.#bound.length, ...this.#bound.filter((row) => cluster.pods.state[row] === POD_STATE.BOUND));
        cluster.removeNode(node!);
        break;
      }
      case 'namespace': cluster.objects.put('Namespace', { metadata: { name: happens.name, labels: { team: happens.team } } }); break;
      case 'ask': this.compare(this.#class(happens.class)); break;
      case 'whatIf': this.#whatIf(this.#class(happens.class), happens.moves);
    }
  }

  /** Both indexes answer alike about every node. */
  compare(podClass: PodClass): void {
    const kept = this.kept.of(podClass);
    const recounted = this.recounted.of(podClass);
    expect([kept.isOpposed, kept.isScored]).toEqual([recounted.isOpposed, recounted.isScored]);
    this.#compareNodes(kept, recounted);
    if (kept.isScored) for (const node of this.#nodes) expect(kept.score(node)).toBe(recounted.score(node));
  }

  /** Moves pods as a what-if does: bound ones leave, others come; both pictures follow, and are as before in the end. */
  #whatIf(podClass: PodClass, moves: readonly number[]): void {
    const { cluster } = this;
    const pictures = [this.kept.of(podClass), this.recounted.of(podClass)] as const;
    const hasTerms = Object.values(podClass.template!.spec.affinity ?? {}).some((of) => (of?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0);
    // A skipped filter hears of no moves.
    if (!hasTerms && !pictures[0].isOpposed) return;
    const fork = cluster.fork();
    const done: (() => void)[] = [];
    for (const move of moves) {
      const row = this.#bound[move % Math.max(1, this.#bound.length)];
      if (row === undefined) continue;
      const isThere = cluster.pods.state[row] === POD_STATE.BOUND;
      const node = isThere ? cluster.pods.node[row]! : this.#nodes[move % this.#nodes.length]!;
      if (isThere) cluster.unbind(row);
      else cluster.place(row, node);
      const sign = isThere ? -1 : 1;
      for (const picture of pictures) picture.move(cluster.pods.classId[row]!, node, sign);
      done.push(() => { for (const picture of pictures) picture.move(cluster.pods.classId[row]!, node, sign === 1 ? -1 : 1); });
      this.#compareNodes(...pictures);
    }
    cluster.rollback(fork);
    for (const undo of done.reverse()) undo();
    this.#compareNodes(...pictures);
    this.compare(podClass);
  }

  #compareNodes(kept: ReturnType<AffinityIndex['of']>, recounted: ReturnType<AffinityIndex['of']>): void {
    for (const node of this.#nodes) expect(kept.verdict(node)).toBe(recounted.verdict(node));
  }

  #class(number: number): PodClass { return this.classes[number % this.classes.length]!; }
}

const ARGS: readonly Args[] = [
  { hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false },
  { hardPodAffinityWeight: 0, ignorePreferredTermsOfExistingPods: false },
  { hardPodAffinityWeight: 60, ignorePreferredTermsOfExistingPods: true },
];
/** The second one forgets nearly everything at once. */
const BUDGETS: readonly AffinityBudget[] = [DEFAULT_AFFINITY_BUDGET, { pictures: 2, sums: 40, lag: 0 }];

describe('the kept index of pod affinity', () => {
  it.each(ARGS.flatMap((args) => BUDGETS.map((budget) => ({ args, budget }))))('answers as counting anew does: $args, $budget', ({ args, budget }) => {
    fc.assert(fc.property(
      fc.array(nodeLabels, { minLength: 1, maxLength: 8 }), fc.array(pod, { minLength: 1, maxLength: 6 }), fc.array(step, { maxLength: 60 }),
      (nodes, pods, steps) => {
        const history = new History(args, budget);
        for (const labels of nodes) history.addNode(labels);
        for (const rulesOf of pods) history.classes.push(podClassOf(history.cluster, rulesOf));
        for (const happens of steps) history.live(happens);
        for (const podClass of history.classes) history.compare(podClass);
      },
    ), { numRuns: 150 });
  });

  it('tells pods apart by a label that a later class is the first to read', () => {
    const history = new History(ARGS[0]!, DEFAULT_AFFINITY_BUDGET);
    for (const host of ['h1', 'h2', 'h3']) history.addNode({ host });
    const apart = (label: Record<string, string>): PodRules => ({
      labels: { app: 'x' },
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'host', labelSelector: { matchLabels: label } }] } },
    });
    for (const rulesOf of [apart({ app: 'x' }), { labels: { version: '1' } }, { labels: { version: '2' } }]) {
      history.classes.push(podClassOf(history.cluster, rulesOf));
    }
    for (const [podClass, node] of [[0, 0], [1, 1], [2, 2]] as const) history.live({ op: 'put', class: podClass, node });
    history.live({ op: 'ask', class: 0 });
    history.live({ op: 'ask', class: 1 });
    history.classes.push(podClassOf(history.cluster, apart({ version: '2' })));
    for (const podClass of [3, 0, 1, 2]) history.live({ op: 'ask', class: podClass });
    history.live({ op: 'put', class: 3, node: 0 });
    for (const podClass of [3, 0, 1, 2]) history.live({ op: 'ask', class: podClass });
  });

  it('catches up over more changes than it remembers', () => {
    const history = new History(ARGS[0]!, DEFAULT_AFFINITY_BUDGET);
    for (const host of ['h1', 'h2']) history.addNode({ host });
    const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'host', labelSelector: { matchLabels: { app: 'x' } } }] } };
    history.classes.push(podClassOf(history.cluster, { labels: { app: 'x' }, affinity: apart }), podClassOf(history.cluster, { labels: { app: 'y' }, affinity: apart }));
    history.live({ op: 'ask', class: 0 });
    history.live({ op: 'ask', class: 1 });
    for (let i = 0; i < 9000; i++) {
      history.live({ op: 'put', class: i % 3 === 0 ? 0 : 1, node: i % 2 });
      history.live({ op: 'end', at: 0 });
      if (i % 4000 === 0) history.live({ op: 'ask', class: 1 });
    }
    history.live({ op: 'put', class: 0, node: 1 });
    history.live({ op: 'ask', class: 0 });
    history.live({ op: 'ask', class: 1 });
  });
});
