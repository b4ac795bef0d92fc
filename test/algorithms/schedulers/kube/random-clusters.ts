// Random nodes and pods with every feature that needs no objects of other kinds, for property tests.
import fc from 'fast-check';
import type { NodeSpec, PodClassSpec } from '../../../../src/world/cluster/index.js';
import type { Pod, Toleration } from '../../../../src/world/objects/index.js';

const GIBIBYTE = 2 ** 30;
export const gpu = 'example.com/gpu';

const taint = fc.record({
  key: fc.constantFrom('k1', 'k2'),
  value: fc.constantFrom('a', 'b'),
  effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
});

const labels = fc.record({
  disk: fc.constantFrom('ssd', 'hdd'),
  gen: fc.constantFrom('1', '2', '10'),
  'topology.kubernetes.io/zone': fc.constantFrom('a', 'b'),
}, { requiredKeys: [] });

/** A node without its name. */
export const nodeShape = fc.record({
  cpu: fc.constantFrom(1000, 2000, 4000),
  memory: fc.constantFrom(2, 4, 8),
  gpus: fc.constantFrom(0, 0, 2),
  pods: fc.constantFrom(3, 110),
  /** Mostly its own name; nodes may share one, as they should not. */
  host: fc.constantFrom('', '', '', '', '', '', '', 'shared'),
  labels,
  // Most nodes have no taints, or nothing would ever fit.
  taints: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(taint, { maxLength: 2 }) }),
  unschedulable: fc.constantFrom(false, false, false, true),
});
export type NodeShape = typeof nodeShape extends fc.Arbitrary<infer T> ? T : never;

const requirement = fc.oneof(
  fc.record({ key: fc.constantFrom('disk', 'gen'), operator: fc.constantFrom('In', 'NotIn'), values: fc.constantFrom(['ssd'], ['1', '2'], ['hdd', '10']) }),
  fc.record({ key: fc.constantFrom('disk', 'gen'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  // "-5" is refused by the real parser: as a preferred term it fails the cycle.
  fc.record({ key: fc.constant('gen'), operator: fc.constantFrom('Gt', 'Lt'), values: fc.constantFrom(['1'], ['2'], ['2'], ['-5']) }),
);
const nameField = fc.record({ key: fc.constant('metadata.name'), operator: fc.constantFrom('In', 'NotIn'), values: fc.constantFrom(['n0'], ['n1'], ['n7']) });
const term = fc.record({
  matchExpressions: fc.array(requirement, { maxLength: 2 }),
  matchFields: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(nameField, { maxLength: 1 }) }),
});
const toleration: fc.Arbitrary<Toleration> = fc.record({
  key: fc.constantFrom('k1', 'k2'), operator: fc.constantFrom('Exists', 'Equal'), value: fc.constantFrom('a', 'b'),
  effect: fc.constantFrom('', 'NoSchedule', 'PreferNoSchedule'),
}).map(({ value, ...rest }) => (rest.operator === 'Exists' ? rest : { ...rest, value }));

const HOSTNAME = 'kubernetes.io/hostname';
const topologyKey = fc.constantFrom(HOSTNAME, HOSTNAME, 'topology.kubernetes.io/zone', 'disk');
const labelSelector = fc.constantFrom({ matchLabels: { app: 'web' } }, { matchLabels: { app: 'db' } }, { matchExpressions: [{ key: 'app', operator: 'Exists' }] });
const podTerm = fc.record({ topologyKey, labelSelector, namespaceSelector: fc.constantFrom(undefined, undefined, {}) })
  .map(({ namespaceSelector, ...rest }) => (namespaceSelector === undefined ? rest : { ...rest, namespaceSelector }));
const podRules = fc.option(fc.record({
  requiredDuringSchedulingIgnoredDuringExecution: fc.array(podTerm, { maxLength: 1 }),
  preferredDuringSchedulingIgnoredDuringExecution: fc.array(fc.record({ weight: fc.constantFrom(1, 50), podAffinityTerm: podTerm }), { maxLength: 1 }),
}), { freq: 3 });
const spreadConstraint = fc.record({
  maxSkew: fc.constantFrom(1, 2), topologyKey, labelSelector, whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
});

/** What of a pod concerns other pods. */
const relations = fc.record({
  namespace: fc.constantFrom('default', 'other'),
  app: fc.constantFrom('web', 'db', ''),
  podAffinity: podRules,
  podAntiAffinity: podRules,
  spread: fc.option(fc.uniqueArray(spreadConstraint, { minLength: 1, maxLength: 2, selector: ({ topologyKey: key, whenUnsatisfiable }) => key + whenUnsatisfiable }), { freq: 3 }),
});

const aloneSpec: fc.Arbitrary<PodClassSpec> = fc.record({
  cpu: fc.constantFrom(0, 100, 500, 1500, 5000),
  memory: fc.constantFrom(0, 0.25, 1),
  gpus: fc.constantFrom(0, 0, 0, 1),
  hostPort: fc.constantFrom(0, 0, 80, 443),
  nodeName: fc.constantFrom('', '', '', '', 'n2'),
  tolerations: fc.array(toleration, { maxLength: 2 }),
  nodeSelector: fc.constantFrom({}, {}, {}, { disk: 'ssd' }),
  required: fc.option(fc.array(term, { minLength: 1, maxLength: 2 }), { freq: 3 }),
  preferred: fc.option(fc.array(fc.record({ weight: fc.constantFrom(1, 30, 100), preference: term }), { maxLength: 2 })),
}).map(({ cpu, memory, gpus, hostPort, nodeName, tolerations, nodeSelector, required, preferred }) => {
  const nodeAffinity = {
    ...(required === null ? {} : { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required } }),
    ...(preferred === null ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  };
  const ports = hostPort === 0 ? {} : { ports: [{ containerPort: hostPort, hostPort }] };
  const template: Pod = {
    metadata: { name: '' },
    spec: {
      containers: [{ name: 'c', ...ports }],
      tolerations,
      nodeSelector,
      affinity: { nodeAffinity },
      ...(nodeName === '' ? {} : { nodeName }),
    },
  };
  return {
    requests: { cpu, memory: memory * GIBIBYTE, ...(gpus === 0 ? {} : { [gpu]: gpus }) },
    nonZeroCpuMilli: cpu === 0 ? 100 : cpu,
    nonZeroMemoryBytes: memory === 0 ? 200 * 2 ** 20 : memory * GIBIBYTE,
    template,
  };
});

export const podSpec: fc.Arbitrary<PodClassSpec> = fc.tuple(aloneSpec, fc.option(relations, { freq: 3 })).map(([alone, others]) => {
  if (others === null) return alone;
  const { namespace, app, podAffinity, podAntiAffinity, spread } = others;
  const { spec } = alone.template!;
  return {
    ...alone,
    template: {
      metadata: { name: '', namespace, labels: app === '' ? {} : { app } },
      spec: {
        ...spec,
        affinity: {
          ...spec.affinity,
          ...podAffinity === null ? {} : { podAffinity },
          ...podAntiAffinity === null ? {} : { podAntiAffinity },
        },
        ...spread === null ? {} : { topologySpreadConstraints: spread },
      },
    },
  };
});

export function nodeSpec(name: string, shape: NodeShape): NodeSpec {
  return {
    name,
    allocatable: { cpu: shape.cpu, memory: shape.memory * GIBIBYTE, ...(shape.gpus === 0 ? {} : { [gpu]: shape.gpus }) },
    allowedPods: shape.pods,
    template: {
      metadata: { name, labels: { ...JSON.parse(JSON.stringify(shape.labels)) as object, [HOSTNAME]: shape.host === '' ? name : shape.host } },
      spec: { taints: shape.taints, unschedulable: shape.unschedulable },
    },
  };
}
