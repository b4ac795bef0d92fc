import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
import { bestFit, firstFit, nextFit, roundRobin, worstFit } from '../../../../src/algorithms/schedulers/catalog.js';
import { Streams } from '../../../../src/world/kernel/streams.js';
import type { NodeSpec, PodClassSpec } from '../../../../src/world/cluster/index.js';
import { Trial } from '../trial.js';
import { plainBestFit, plainFirstFit, plainNextFit, plainRoundRobin, plainSpread, plainWorstFit } from './plain.js';

const PAIRS: readonly (readonly [string, SchedulerDefinition, Readonly<Record<string, unknown>>, SchedulerDefinition])[] = [
  ['first-fit', firstFit, {}, plainFirstFit],
  ['next-fit', nextFit, {}, plainNextFit],
  ['round-robin', roundRobin, {}, plainRoundRobin],
  ['best-fit', bestFit, {}, plainBestFit],
  ['worst-fit', worstFit, {}, plainWorstFit],
  ['worst-fit over all nodes', worstFit, { nodes: 'all' }, plainSpread],
];

const GIB = 2 ** 30;
/** Small amounts, so that exact fits and ties are common; a node may have devices or offer an extended resource. */
const nodeSpec = fc.record({
  cpu: fc.constantFrom(4000, 4000, 8000, 64_000), memory: fc.constantFrom(0, 8, 8, 16, 256), slots: fc.constantFrom(2, 5, 110),
  devices: fc.constantFrom(0, 0, 0, 2, 4), licences: fc.constantFrom(0, 0, 3),
});
const demand = fc.record({
  cpu: fc.constantFrom(0, 1, 500, 1000, 2000, 3999, 4000, 5000), memory: fc.constantFrom(0, 0, 1, 3, 4, 8, 9),
  devices: fc.constantFrom(0, 0, 0, 0, 1, 2), milli: fc.constantFrom(300, 500, 1000), licences: fc.constantFrom(0, 0, 0, 1, 2),
});
const steps = fc.array(fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('arrive' as const), which: fc.nat(9) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('update' as const), which: fc.nat(20), spec: nodeSpec }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), spec: nodeSpec }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late-class' as const), demand }) },
), { maxLength: 120 });

type Spec = typeof nodeSpec extends fc.Arbitrary<infer T> ? T : never;
type Demand = typeof demand extends fc.Arbitrary<infer T> ? T : never;

const asNode = (name: string, { cpu, memory, slots, devices, licences }: Spec): NodeSpec => ({
  name, allocatable: { cpu, memory: memory * GIB, ...(licences > 0 ? { 'example.org/licence': licences } : {}) }, allowedPods: slots,
  ...(devices > 0 ? { devices: { count: devices, model: 'T4' } } : {}),
});
const asClass = ({ cpu, memory, devices, milli, licences }: Demand): PodClassSpec => ({
  requests: { cpu, memory: memory * GIB, ...(licences > 0 ? { 'example.org/licence': licences } : {}) },
  ...(devices > 0 ? { devices: { count: devices, milliEach: milli, models: null } } : {}),
});

describe.each(PAIRS)('%s with its index decides like the scan', (_name, indexed, parameters, plain) => {
  test.each(['give-up', 'wait'] as const)('over arrivals, ends and node changes (%s)', (unschedulable) => {
    fc.assert(fc.property(fc.array(nodeSpec, { maxLength: 12 }), fc.array(demand, { minLength: 3, maxLength: 8 }), steps, (specs, demands, script) => {
      const trials = [indexed, plain].map((definition) =>
        run(new Trial(definition, specs.map((spec, i) => asNode(`n${i}`, spec)), { parameters, unschedulable }), demands, script));
      expect(trials[0]!.decisions).toEqual(trials[1]!.decisions);
      expect(trials[0]!.host.operations).toEqual(trials[1]!.host.operations);
    }), { numRuns: 150 });
  });
});

type Script = typeof steps extends fc.Arbitrary<infer T> ? T : never;

function run(trial: Trial, demands: readonly Demand[], script: Script): Trial {
  const { cluster } = trial;
  const classes = demands.map((wanted) => cluster.addClass(asClass(wanted)).id);
  const bound = (): number[] => Array.from({ length: cluster.pods.count }, (_, pod) => pod).filter((pod) => cluster.pods.node[pod]! >= 0);
  const present = (): number[] => Array.from({ length: cluster.nodes.count }, (_, node) => node).filter((node) => cluster.nodes.present[node] === 1);
  for (const step of script) {
    if (step.kind === 'arrive') trial.submit(classes[step.which % classes.length]!);
    else if (step.kind === 'late-class') classes.push(cluster.addClass(asClass(step.demand)).id);
    else if (step.kind === 'add') {
      const node = cluster.addNode(asNode(`n${cluster.nodes.count}`, step.spec));
      trial.host.nodeChanged(node, 'added');
    } else {
      const from = step.kind === 'end' ? bound() : present();
      const row = from[step.which % Math.max(1, from.length)];
      if (row === undefined) continue;
      if (step.kind === 'end') trial.end(row);
      else if (step.kind === 'update') {
        const { name, devices } = cluster.nodes.specs[row]!;
        const { devices: _ignored, ...spec } = asNode(name, step.spec);
        cluster.updateNode(row, { ...spec, ...(devices === undefined ? {} : { devices }) });
        trial.host.nodeChanged(row, 'updated');
      } else if (cluster.nodes.podCount[row] === 0) {
        cluster.removeNode(row);
        trial.host.nodeChanged(row, 'removed');
      }
    }
    trial.settle();
  }
  return trial;
}

test.each(PAIRS)('%s: 300 nodes and 3,000 pods of 200 random sizes, with ends', (_name, indexed, parameters, plain) => {
  const trials = [indexed, plain].map((definition) => {
    const draw = new Streams(7).get('sizes');
    const trial = new Trial(definition, Array.from({ length: 300 }, (_, i) => ({ name: `n${i}`, allocatable: { cpu: 64_000, memory: 256 * GIB } })), { parameters });
    for (let i = 0; i < 200; i++) trial.cluster.addClass({ requests: { cpu: 1 + draw.below(11_000), memory: (1 + draw.below(44_000)) * 2 ** 20 } });
    for (let i = 0; i < 3000; i++) {
      trial.submit(draw.below(200));
      if (draw.below(10) < 2) {
        const pod = draw.below(trial.cluster.pods.count);
        if (trial.cluster.pods.node[pod]! >= 0) trial.end(pod);
      }
    }
    return trial;
  });
  expect(trials[0]!.decisions).toEqual(trials[1]!.decisions);
});
