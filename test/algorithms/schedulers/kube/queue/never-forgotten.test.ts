import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KubeCore } from '../../../../../src/algorithms/schedulers/kube/kube-core.js';
import { defaultProfile } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import { DEFAULT_BACKOFF } from '../../../../../src/algorithms/schedulers/kube/queue/backoff.js';
import { PLACE } from '../../../../../src/algorithms/schedulers/kube/queue/entries.js';
import { Cluster, POD_STATE, type NodeSpec, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Taint } from '../../../../../src/world/objects/index.js';

const SECOND_US = 1_000_000;
const TAINT: Taint = { key: 'hard', effect: 'NoSchedule' };

interface NodeShape { readonly cpu: number; readonly isTainted: boolean; readonly isCordoned: boolean; readonly zone: 'a' | 'b'; readonly disk: boolean }

/** A cluster whose scheduler is driven by hand, second by second; bindings take effect at once. */
class Yard {
  readonly cluster = new Cluster();
  readonly core: KubeCore;
  readonly bound: number[] = [];
  #nowUs = 0;

  constructor() {
    this.core = new KubeCore({
      cluster: this.cluster, operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
      profiles: [defaultProfile({ percentageOfNodesToScore: 0, args: new Map() })],
      evaluation: 'fast', tieBreak: null, random: null, backoff: DEFAULT_BACKOFF, nowUs: () => this.#nowUs,
    });
  }

  addNode(shape: NodeShape): void { this.core.nodeAdded(this.cluster.addNode(this.#spec(`n${this.cluster.nodes.count}`, shape))); }

  updateNode(node: number, shape: NodeShape): void {
    const before = this.cluster.nodes.specs[node]!;
    this.cluster.updateNode(node, this.#spec(before.name, shape));
    this.core.nodeUpdated(node, before);
  }

  removeNode(node: number): void {
    const { nodes } = this.cluster;
    while (nodes.firstPod[node]! >= 0) this.endPod(nodes.firstPod[node]!);
    this.core.nodeRemoved(node);
    this.cluster.removeNode(node);
  }

  arrive(podClass: PodClass): void { this.core.podAdded(this.cluster.addPod(podClass.id, this.#nowUs)); }

  endPod(pod: number): void {
    const node = this.cluster.pods.node[pod]!;
    this.cluster.release(pod);
    this.core.podUnassigned(pod, node);
  }

  withdraw(pod: number): void {
    this.cluster.withdraw(pod);
    this.core.podRemoved(pod);
  }

  /** Tries pods until none is left to pop; answers how many tries that took. */
  work(): number {
    const { core, cluster } = this;
    let tries = 0;
    for (let pod = core.queue.pop(); pod >= 0; pod = core.queue.pop()) {
      tries++;
      const decision = core.decide(pod);
      if (decision.rejection === null) {
        core.assumed(pod);
        core.queue.done(pod);
        cluster.bind(pod, decision.node);
        this.bound.push(pod);
        core.podAssigned(pod, decision.node);
      } else {
        // Failures may be remembered: a fresh look must find the same.
        expect(this.look(pod)).toBe(-1);
        core.fail(pod, decision.rejection);
      }
    }
    return tries;
  }

  /** The node that a fresh look finds for a waiting pod, -1 = none; the next decision comes out as if nobody had looked. */
  look(pod: number): number {
    const podClass = this.core.classOf(pod);
    const { cycle } = this.core.profileFor(podClass);
    const { nextStart } = cycle.rotation;
    const node = cycle.run(pod, podClass);
    cycle.rotation.nextStart = nextStart;
    return node;
  }

  /** Lets seconds pass, with the queue's checks. */
  pass(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      this.#nowUs += SECOND_US;
      this.core.queue.flushBackoff(this.#nowUs);
      if (this.#nowUs % (30 * SECOND_US) === 0) this.core.queue.flushPool(this.#nowUs);
      this.work();
    }
  }

  pods(state: number): readonly number[] {
    const { pods } = this.cluster;
    return Array.from({ length: pods.count }, (_, pod) => pod).filter((pod) => pods.state[pod] === state);
  }

  #spec(name: string, { cpu, isTainted, isCordoned, zone, disk }: NodeShape): NodeSpec {
    return {
      name, allocatable: { cpu, memory: 2 ** 40 }, allowedPods: 4,
      template: {
        metadata: { name, labels: { 'kubernetes.io/hostname': name, zone, ...disk ? { disk: 'ssd' } : {} } },
        spec: { ...isTainted ? { taints: [TAINT] } : {}, unschedulable: isCordoned },
      },
    };
  }
}

/** Classes that each plugin of the default profile may reject; labels so that spread and anti-affinity count them. */
function classesOf(cluster: Cluster): readonly PodClass[] {
  const make = (cpu: number, priority: number, spec: object = {}): PodClass => cluster.addClass({
    requests: { cpu }, priority,
    template: { metadata: { name: '', namespace: 'default', labels: { app: 'a' } }, spec: { containers: [], preemptionPolicy: 'Never', ...spec } },
  });
  const labelSelector = { matchLabels: { app: 'a' } };
  const port = { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 80 }] }] };
  return [
    make(300, 0), make(900, 0), make(500, 5),
    make(200, 0, { tolerations: [{ key: 'hard', operator: 'Exists' }] }),
    make(200, 0, { nodeSelector: { disk: 'ssd' } }),
    make(100, 0, port),
    make(100, 0, { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector }] }),
    make(100, 0, { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: 'kubernetes.io/hostname' }] } } }),
    make(100, 3, { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: 'zone' }] } } }),
  ];
}

const shape = fc.record({
  cpu: fc.integer({ min: 1, max: 10 }).map((hundreds) => hundreds * 100),
  isTainted: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  isCordoned: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  zone: fc.constantFrom('a' as const, 'b' as const),
  disk: fc.boolean(),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ verb: fc.constant('arrive' as const), which: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constantFrom('end' as const, 'withdraw' as const, 'remove' as const, 'pass' as const), which: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constantFrom('add' as const, 'update' as const), which: fc.nat(30), shape }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(steps: readonly Step[]): Yard {
  const yard = new Yard();
  const classes = classesOf(yard.cluster);
  for (const one of steps) {
    const { nodes } = yard.cluster;
    const present = Array.from({ length: nodes.count }, (_, node) => node).filter((node) => nodes.present[node] === 1);
    const pick = (list: readonly number[]): number => list[one.which % list.length]!;
    switch (one.verb) {
      case 'arrive': yard.arrive(classes[one.which]!); break;
      case 'add': yard.addNode(one.shape); break;
      case 'update': if (present.length > 0) yard.updateNode(pick(present), one.shape); break;
      case 'remove': if (present.length > 1) yard.removeNode(pick(present)); break;
      case 'end': if (yard.pods(POD_STATE.BOUND).length > 0) yard.endPod(pick(yard.pods(POD_STATE.BOUND))); break;
      case 'withdraw': if (yard.pods(POD_STATE.PENDING).length > 0) yard.withdraw(pick(yard.pods(POD_STATE.PENDING))); break;
      case 'pass': yard.pass(1 + one.which % 3); break;
    }
    yard.work();
  }
  return yard;
}

describe('the scheduling queue', () => {
  it('loses no pod: each one that waits is in exactly one place, and no other is', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { cluster, core: { queue } } = play(steps);
      const waiting = [...queue.active.rows, ...queue.backoff.rows, ...queue.errorBackoff.rows, ...queue.pool.pods()].sort((a, b) => a - b);
      const pending = Array.from({ length: cluster.pods.count }, (_, pod) => pod).filter((pod) => cluster.pods.state[pod] === POD_STATE.PENDING);
      expect(waiting).toEqual(pending);
      expect(queue.inFlight.pods).toEqual([]);
      for (const pod of pending) expect(queue.entries.place[pod]).not.toBe(PLACE.NONE);
    }), { numRuns: 150 });
  });

  /** Pods of the pool that another look would find a node for, told for people. */
  const overlooked = (yard: Yard): readonly string[] => [...yard.core.queue.pool.pods()].flatMap((pod) => {
    const node = yard.look(pod);
    return node < 0 ? [] : [`pod ${pod} of class ${yard.cluster.pods.classId[pod]} fits node ${node}`];
  });

  it('needs nothing but hints for pods that look at one node alone: when all is quiet, none of those that wait fits', () => {
    const local = step.filter((one) => one.verb !== 'arrive' || one.which <= 5);
    fc.assert(fc.property(fc.array(local, { maxLength: 60 }), (steps) => {
      const yard = play(steps);
      // Errors (no nodes at all) wait for at most 10 s and the second in which they end.
      yard.pass(12);
      expect(overlooked(yard)).toEqual([]);
    }), { numRuns: 150 });
  });

  it('leaves no pod waiting that fits, whatever rejected it, once the pool has been tried as a whole', () => {
    // A pod rejected by the anti-affinity of another is not woken by a new node: the real program leaves it to the timer, too.
    // Pods that affinity draws together may come in several rounds.
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const yard = play(steps);
      for (let before = -1; before < yard.bound.length;) {
        before = yard.bound.length;
        yard.pass(332);
      }
      expect(overlooked(yard)).toEqual([]);
    }), { numRuns: 60 });
  });

  it('pops by priority, and among equals in the order in which they came or last failed', () => {
    fc.assert(fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 50 }), (which) => {
      const yard = new Yard();
      const classes = classesOf(yard.cluster);
      which.forEach((index) => yard.arrive(classes[index]!));
      const popped: number[] = [];
      for (let pod = yard.core.queue.pop(); pod >= 0; pod = yard.core.queue.pop()) popped.push(pod);
      const priority = (pod: number): number => yard.core.classOf(pod).priority;
      const expected = which.map((_index, pod) => pod).sort((a, b) => priority(b) - priority(a) || a - b);
      expect(popped).toEqual(expected);
    }));
  });
});
