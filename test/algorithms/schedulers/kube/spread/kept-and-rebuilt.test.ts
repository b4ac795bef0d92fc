import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodTopologySpreadArgs } from '../../../../../src/algorithms/schedulers/kube/config/args/pod-topology-spread.js';
import { podTopologySpread } from '../../../../../src/algorithms/schedulers/kube/plugins/pod-topology-spread.js';
import type { Plugin } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { ClusterWhatIf } from '../../../../../src/algorithms/schedulers/kube/framework/what-if.js';
import { Cluster, POD_STATE, type NodeSpec, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Pod, TopologySpreadConstraint } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';

const nodeShape = fc.record({
  zone: fc.constantFrom(null, '', 'a', 'b', 'c'),
  rack: fc.constantFrom(null, 'r1', 'r2'),
  hasHostname: fc.constantFrom(true, true, true, false),
  disk: fc.constantFrom('ssd', 'hdd'),
  isTainted: fc.constantFrom(false, false, true),
});
type NodeShape = typeof nodeShape extends fc.Arbitrary<infer T> ? T : never;

const selector = fc.constantFrom(
  undefined, {}, { matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
);
const constraint: fc.Arbitrary<TopologySpreadConstraint> = fc.record({
  maxSkew: fc.constantFrom(1, 2, 5),
  topologyKey: fc.constantFrom(ZONE, HOSTNAME, 'rack'),
  whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
  labelSelector: selector,
  minDomains: fc.constantFrom(undefined, 1, 3),
  nodeAffinityPolicy: fc.constantFrom(undefined, 'Honor', 'Ignore'),
  nodeTaintsPolicy: fc.constantFrom(undefined, 'Honor', 'Ignore'),
  matchLabelKeys: fc.constantFrom(undefined, ['ver'], ['absent']),
}).map((fields) => JSON.parse(JSON.stringify(fields)) as TopologySpreadConstraint);

const podShape: fc.Arbitrary<Pod> = fc.record({
  namespace: fc.constantFrom('default', 'other'),
  app: fc.constantFrom('a', 'b', 'c'),
  ver: fc.constantFrom(undefined, '1', '2'),
  // The API allows one constraint for each key and action.
  constraints: fc.uniqueArray(constraint, { maxLength: 3, selector: ({ topologyKey, whenUnsatisfiable }) => `${whenUnsatisfiable} ${topologyKey}` }),
  nodeSelector: fc.constantFrom({}, {}, { disk: 'ssd' }),
  isTolerant: fc.boolean(),
}).map(({ namespace, app, ver, constraints, nodeSelector, isTolerant }) => ({
  metadata: { name: '', namespace, labels: { app, ...(ver === undefined ? {} : { ver }) } },
  spec: {
    containers: [], nodeSelector,
    ...(constraints.length === 0 ? {} : { topologySpreadConstraints: constraints }),
    ...(isTolerant ? { tolerations: [{ key: 'k', operator: 'Exists' }] } : {}),
  },
}));

const at = fc.nat(1000);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('bind' as const), at, on: at }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('release' as const), at }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('terminate' as const), at }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('update' as const), at, shape: nodeShape }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('add' as const), shape: nodeShape }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('remove' as const), at }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('service' as const), app: fc.constantFrom('a', 'b'), isThere: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('look' as const), at, on: at, moves: at }) },
);

const ARGS: readonly PodTopologySpreadArgs[] = [
  podTopologySpread.defaults,
  {
    defaultingType: 'List',
    defaultConstraints: [
      { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule' },
      { maxSkew: 2, topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway' },
      { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
  },
];

function nodeSpec(name: string, { zone, rack, hasHostname, disk, isTainted }: NodeShape): NodeSpec {
  const labels = {
    disk,
    ...(zone === null ? {} : { [ZONE]: zone }), ...(rack === null ? {} : { rack }), ...(hasHostname ? { [HOSTNAME]: name } : {}),
  };
  const taints = isTainted ? [{ key: 'k', effect: 'NoSchedule' }] : [];
  return { name, allocatable: { cpu: 1000 }, template: { metadata: { name, labels }, spec: { taints } } };
}

/** Everything that the plugin says about a class: PreFilter, every node's verdict, scores of half of the nodes. */
function answers(plugin: Plugin, podClass: PodClass, nodes: readonly number[]): unknown {
  plugin.prepare!(podClass);
  const skip = plugin.preFilter!(podClass, -1).skip === true;
  const verdicts = skip ? [] : nodes.map((node) => plugin.filter!(podClass, node));
  const feasible = Int32Array.from(nodes.filter((_, i) => i % 2 === 0));
  if (!plugin.mayScore!(podClass) || plugin.preScore!(podClass, feasible) === 'skip') return { skip, verdicts };
  const raw = Float64Array.from(feasible, (node) => plugin.score!(podClass, node));
  const normalized = raw.slice();
  plugin.normalize!(normalized, normalized.length, feasible);
  return { skip, verdicts, raw: [...raw], normalized: [...normalized] };
}

describe('topology spread with kept counts', () => {
  it.each([['system', ARGS[0]!], ['list', ARGS[1]!]] as const)(
    'answers as with counts made anew, whatever happens, in and after what-ifs (%s defaults)', (_, args) => {
      const history = fc.record({
        nodes: fc.array(nodeShape, { minLength: 2, maxLength: 8 }),
        pods: fc.array(podShape, { minLength: 1, maxLength: 5 }),
        steps: fc.array(step, { maxLength: 80, size: 'max' }),
      });
      fc.assert(fc.property(history, ({ nodes, pods, steps }) => {
        const cluster = new Cluster();
        let names = 0;
        const present: number[] = nodes.map((shape) => cluster.addNode(nodeSpec(`n${names++}`, shape)));
        const classes = pods.map((template) => cluster.addClass({ requests: {}, template }));
        const plugins = (['kept', 'rebuilt'] as const).map((indexes) => podTopologySpread.create(pluginHost(cluster, indexes), args));
        const bound: number[] = [];
        const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
        const same = (podClass: PodClass): void => {
          const [kept, rebuilt] = plugins.map((plugin) => answers(plugin, podClass, present));
          expect(kept).toEqual(rebuilt);
        };
        for (const event of steps) {
          switch (event.op) {
            case 'bind': {
              if (present.length === 0) break;
              const pod = cluster.addPod(pick(classes, event.at).id, 0);
              cluster.bind(pod, pick(present, event.on));
              bound.push(pod);
              break;
            }
            case 'release': if (bound.length > 0) cluster.release(bound.splice(event.at % bound.length, 1)[0]!); break;
            case 'terminate': if (bound.length > 0) cluster.terminate(pick(bound, event.at)); break;
            case 'update': {
              if (present.length === 0) break;
              const node = pick(present, event.at);
              cluster.updateNode(node, nodeSpec(cluster.nodes.names[node]!, event.shape));
              break;
            }
            case 'add': present.push(cluster.addNode(nodeSpec(`n${names++}`, event.shape))); break;
            case 'remove': {
              const empty = present.filter((node) => cluster.nodes.podCount[node] === 0);
              if (empty.length === 0) break;
              const node = pick(empty, event.at);
              cluster.removeNode(node);
              present.splice(present.indexOf(node), 1);
              break;
            }
            case 'service': {
              const service = { metadata: { name: event.app }, spec: { selector: { app: event.app } } };
              if (event.isThere) cluster.objects.put('Service', service);
              else cluster.objects.remove('Service', `default/${event.app}`);
              break;
            }
            case 'look': {
              const podClass = pick(classes, event.at);
              same(podClass);
              if (present.length === 0 || plugins[0]!.preFilter!(podClass, -1).skip === true) break;
              // A what-if on one node, as preemption makes them, and a nested one that adds a pod there.
              const node = pick(present, event.on);
              const verdicts = (): unknown => plugins.map((plugin) => present.map((row) => plugin.filter!(podClass, row)));
              const before = verdicts();
              const whatIf = new ClusterWhatIf(cluster, podClass, plugins);
              for (const pod of bound.filter((row) => cluster.pods.node[row] === node && (row + event.moves) % 3 > 0)) whatIf.remove(pod);
              const [kept, rebuilt] = verdicts() as [unknown, unknown];
              expect(kept).toEqual(rebuilt);
              const nested = new ClusterWhatIf(cluster, podClass, plugins);
              nested.add(cluster.addPod(pick(classes, event.moves).id, 0), node);
              const [keptNested, rebuiltNested] = verdicts() as [unknown, unknown];
              expect(keptNested).toEqual(rebuiltNested);
              nested.end();
              expect(verdicts()).toEqual([kept, rebuilt]);
              whatIf.end();
              expect(verdicts()).toEqual(before);
              same(podClass);
            }
          }
          expect(bound.every((pod) => cluster.pods.state[pod] === POD_STATE.BOUND)).toBe(true);
        }
        for (const podClass of classes) same(podClass);
      }), { numRuns: 150 });
    },
  );

  it('forgets the oldest rules and counts them again when they come back', () => {
    const cluster = new Cluster();
    for (const [i, zone] of (['a', 'b', 'a', 'b'] as const).entries()) {
      cluster.addNode(nodeSpec(`n${i}`, { zone, rack: null, hasHostname: true, disk: 'ssd', isTainted: false }));
    }
    const classes = Array.from({ length: 1100 }, (_, i) => cluster.addClass({
      requests: {},
      template: {
        metadata: { name: '', labels: { app: `${i}` } },
        spec: {
          containers: [],
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: `${i}` } } },
          ],
        },
      },
    }));
    const plugin = podTopologySpread.create(pluginHost(cluster), podTopologySpread.defaults);
    for (const round of [0, 1]) {
      classes.forEach((podClass) => {
        plugin.prepare!(podClass);
        // Zone a took the pod of the first round, so only zone b is left in the second.
        expect([0, 1].map((node) => plugin.filter!(podClass, node) === 0)).toEqual(round === 0 ? [true, true] : [false, true]);
        if (round === 0) cluster.bind(cluster.addPod(podClass.id, 0), 2);
      });
    }
  });
});
