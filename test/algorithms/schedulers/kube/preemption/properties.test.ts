import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/plain.js';
import type { PluginHost } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { Statuses } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import { NodeOrder } from '../../../../../src/algorithms/schedulers/kube/node-order.js';
import { Nominator } from '../../../../../src/algorithms/schedulers/kube/nominator.js';
import { Cluster, CPU, POD_STATE, type PodClass } from '../../../../../src/world/cluster/index.js';
import { Streams } from '../../../../../src/world/kernel/streams.js';
import type { Pod } from '../../../../../src/world/objects/index.js';

const PORT = 80;

const shapeOf = (cpus: readonly number[], priorities: readonly number[]) => fc.record({
  cpu: fc.constantFrom(...cpus),
  priority: fc.constantFrom(...priorities),
  app: fc.constantFrom('', 'a', 'b'),
  port: fc.constantFrom(0, 0, 0, PORT),
  /** Keeps away from pods of its own app, on the node or in the zone. */
  apart: fc.constantFrom('', '', '', 'kubernetes.io/hostname', 'topology.kubernetes.io/zone'),
});
type Shape = ReturnType<typeof shapeOf> extends fc.Arbitrary<infer T> ? T : never;

const low = shapeOf([100, 200, 300], [-(2 ** 31), -5, 0, 0, 7]);
const high = shapeOf([300, 500, 1000], [0, 7, 100, 100]);

const step = fc.record({
  kind: fc.constantFrom('try', 'try', 'try', 'try', 'end', 'start', 'terminate', 'budget', 'withdraw'),
  shape: fc.integer({ min: 1, max: 5 }),
  /** Which pod an event is about; what becomes of victims: even = gone, odd = terminating and the pod stays nominated. */
  draw: fc.nat(1000),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const world = fc.record({
  nodes: fc.array(fc.constantFrom(1000, 2000, 3000), { minLength: 1, maxLength: 7, size: 'max' }),
  /** The first three fill the cluster, the others come later. */
  shapes: fc.tuple(low, low, low, high, high, high).map((shapes): readonly Shape[] => shapes),
  bound: fc.array(fc.record({ shape: fc.nat(2), node: fc.nat(6), started: fc.option(fc.nat(3)) }), { minLength: 10, maxLength: 60, size: 'max' }),
  budgets: fc.nat(2),
  wanted: fc.constantFrom(1, 2, 100),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function podOf({ cpu, priority, app, port, apart }: Shape): Pod {
  return {
    metadata: { name: '', labels: app === '' ? {} : { app } },
    spec: {
      priority,
      containers: [{
        name: 'c', resources: { requests: { cpu: `${cpu}m` } }, ...(port === 0 ? {} : { ports: [{ containerPort: port, hostPort: port }] }),
      }],
      ...(apart === '' ? {} : { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: apart, labelSelector: { matchLabels: { app } } },
      ] } } }),
    },
  };
}

interface Side { readonly host: PluginHost; readonly cycle: SchedulingCycle }

/** A cluster that both the remembering and the plain scheduler decide on. */
class Stage {
  readonly cluster = new Cluster();
  readonly nominator = new Nominator(this.cluster);
  readonly classes: readonly PodClass[];
  readonly sides: readonly [Side, Side];
  #order = new NodeOrder();

  constructor({ nodes, shapes, bound, budgets, wanted }: World) {
    const { cluster } = this;
    nodes.forEach((cpu, i) => {
      const name = `n${i}`;
      const labels = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': `z${i % 2}` };
      this.#order.add(cluster.addNode({ name, allocatable: { cpu }, template: { metadata: { name, labels }, spec: {} } }), '');
    });
    this.classes = shapes.map((one) =>
      cluster.addClass({ requests: { cpu: one.cpu }, priority: one.priority, template: podOf(one) }));
    for (const { shape: k, node, started } of bound) {
      const pod = this.addPod(k);
      if (started !== null) cluster.pods.startUs[pod] = started;
      // Pods that were bound by hand may ask for more than there is.
      cluster.place(pod, node % nodes.length);
    }
    for (let i = 0; i < budgets; i++) this.setBudget(i);
    this.sides = [this.#side('kept', wanted), this.#side('rebuilt', wanted)];
  }

  addPod(k: number): number {
    const pod = this.cluster.addPod(this.classes[k]!.id, 0, `default/p${this.cluster.pods.count}`);
    return pod;
  }

  setBudget(draw: number): void {
    const app = draw % 2 === 0 ? 'a' : 'b';
    this.cluster.objects.put('PodDisruptionBudget', {
      metadata: { name: app }, spec: { selector: { matchLabels: { app } } },
      status: { disruptionsAllowed: draw % 3, disruptedPods: draw % 5 === 0 ? { p1: '2026-01-01T00:00:00Z' } : {} },
    });
  }

  /** One attempt on both sides: the chosen node, or what PostFilter answers. */
  attempt(pod: number): readonly unknown[] {
    const podClass = this.cluster.classes[this.cluster.pods.classId[pod]!]!;
    return this.sides.map(({ cycle }) => {
      const node = cycle.run(pod, podClass, this.nominator.nodeOf(pod));
      return node >= 0 ? { node } : { node, failure: cycle.failureText(), post: cycle.postFilter() };
    });
  }

  #side(indexes: PluginHost['indexes'], wanted: number): Side {
    const host: PluginHost = {
      cluster: this.cluster, statuses: new Statuses(), nominator: this.nominator, indexes,
      random: new Streams(7).get('offset'), nowUs: () => 1000,
    };
    const args = new Map([['DefaultPreemption', { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: wanted }]]);
    const framework = createFramework(host, defaultProfile({ percentageOfNodesToScore: 0, args }));
    return {
      host,
      cycle: new SchedulingCycle({
        framework, order: this.#order, tieBreak: null, percentageOfNodesToScore: 0,
        evaluation: indexes === 'kept' ? fastEvaluation(framework, DEFAULT_CACHE_BUDGET) : plainEvaluation(framework),
        operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
      }),
    };
  }
}

/** Lets a world live; `onAttempt` sees every attempt before it is carried out. */
function live(setting: World, steps: readonly Step[], onAttempt: (stage: Stage, pod: number, answers: readonly unknown[]) => void): void {
  const stage = new Stage(setting);
  const { cluster, nominator } = stage;
  const pick = (state: number, draw: number): number => {
    const pods = Array.from({ length: cluster.pods.count }, (_, pod) => pod).filter((pod) => cluster.pods.state[pod] === state);
    return pods.length === 0 ? -1 : pods[draw % pods.length]!;
  };
  for (const { kind, shape: k, draw } of steps) {
    const bound = pick(POD_STATE.BOUND, draw);
    switch (kind) {
      case 'end': if (bound >= 0) cluster.release(bound); break;
      case 'start': if (bound >= 0) cluster.start(bound, draw % 900); break;
      case 'terminate': if (bound >= 0) cluster.terminate(bound); break;
      case 'budget': stage.setBudget(draw); break;
      case 'withdraw': {
        const pod = pick(POD_STATE.PENDING, draw);
        if (pod < 0) break;
        nominator.remove(pod);
        cluster.withdraw(pod);
        break;
      }
      case 'try': {
        // Pods that failed before come again, nominated ones among them.
        const waiting = draw % 4 === 0 ? pick(POD_STATE.PENDING, draw) : -1;
        const pod = waiting >= 0 ? waiting : stage.addPod(k);
        const answers = stage.attempt(pod);
        onAttempt(stage, pod, answers);
        carryOut(stage, pod, answers[0] as Answer, draw);
      }
    }
  }
}

interface Answer {
  readonly node: number;
  readonly post?: { readonly result: string; readonly nominated?: string; readonly victims?: readonly number[] };
}

function carryOut({ cluster, nominator }: Stage, pod: number, { node, post }: Answer, draw: number): void {
  if (node >= 0) {
    nominator.remove(pod);
    cluster.bind(pod, node);
    return;
  }
  if (post?.nominated === '') nominator.remove(pod);
  if (post?.result !== 'nominated') return;
  nominator.add(pod, post.nominated!);
  for (const victim of post.victims!) {
    cluster.pods.preempted[victim] = 1;
    if (draw % 2 === 0) cluster.release(victim);
    else cluster.terminate(victim);
  }
}

describe('Preemption', () => {
  it('that remembers dry runs decides as one that computes all of them anew', () => {
    let preemptions = 0;
    fc.assert(fc.property(world, fc.array(step, { maxLength: 30, size: 'max' }), (setting, steps) => {
      live(setting, steps, (_stage, _pod, [kept, rebuilt]) => {
        expect(kept).toEqual(rebuilt);
        if ((kept as Answer).post?.result === 'nominated') preemptions++;
      });
    }), { numRuns: 150 });
    expect(preemptions).toBeGreaterThan(100);
  });

  it('never evicts more than needed: without the victims the pod fits, with any one of them it would not', () => {
    let victimCount = 0;
    fc.assert(fc.property(world, fc.array(step, { maxLength: 15, size: 'max' }), (setting, steps) => {
      // Resources and ports only: with pod affinity the return of one pod may be what makes room for another.
      const simple: World = {
        ...setting,
        shapes: setting.shapes.map((one) => ({ ...one, apart: '' as const })),
        // Of two pods that were bound by hand with one port, the real program forgets the port with the first that goes.
        bound: setting.bound.filter((one) => setting.shapes[one.shape]!.port === 0),
      };
      live(simple, steps, ({ cluster, nominator }, pod, [answer]) => {
        const { post } = answer as Answer;
        if (post?.result !== 'nominated') return;
        const { pods, classes, nodes } = cluster;
        const node = cluster.findNode(post.nominated!);
        const classOf = (one: number): PodClass => classes[pods.classId[one]!]!;
        const podClass = classOf(pod);
        const victims = post.victims!;
        for (const victim of victims) expect(classOf(victim).priority).toBeLessThan(podClass.priority);
        const staying: number[] = [];
        for (let other = nodes.firstPod[node]!; other >= 0; other = pods.nextOnNode[other]!) {
          if (!victims.includes(other)) staying.push(other);
        }
        const rivals = nominator.podsOn(node).filter((other) => other !== pod && classOf(other).priority >= podClass.priority);
        const isFit = (others: readonly number[]): boolean => {
          const cpu = [pod, ...others].reduce((sum, other) => sum + classOf(other).vector[CPU]!, 0);
          const isPortFree = portOf(podClass) === 0 || others.every((other) => portOf(classOf(other)) === 0);
          return cpu <= nodes.allocatable[CPU]![node]! && isPortFree;
        };
        expect(isFit([...staying, ...rivals])).toBe(true);
        for (const victim of victims) expect(isFit([...staying, ...rivals, victim])).toBe(false);
        victimCount += victims.length;
      });
    }), { numRuns: 150 });
    expect(victimCount).toBeGreaterThan(300);
  });
});

function portOf({ template }: PodClass): number { return template!.spec.containers[0]!.ports?.[0]?.hostPort ?? 0; }
