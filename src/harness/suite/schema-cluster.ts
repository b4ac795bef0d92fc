import { z } from 'zod';
import { exact, listOf, oneOf } from './schema-object.js';
import { traceFormat } from './schema-trace-format.js';
import { count, cpuQuantity, wholeQuantity } from './scalars.js';

/** Pods a node takes when the scenario does not say: the limit of the openb experiment's simulator. */
const TRACE_NODE_PODS = 1001;
/** kubelet's default of maxPods. */
const UNIFORM_NODE_PODS = 110;

const taint = exact({
  key: z.string(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

const nodeTrace = exact({
  trace: exact({
    format: traceFormat,
    file: z.string(),
    order: z.enum(['recorded', 'shuffled']).default('recorded'),
    pods: z.int().min(1).default(TRACE_NODE_PODS),
  }),
});

const uniformNodes = exact({
  count: count,
  name: z.string().default('node-{i}'),
  capacity: z.object({ cpu: cpuQuantity, memory: wholeQuantity, pods: wholeQuantity.default(UNIFORM_NODE_PODS) }).catchall(wholeQuantity),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z.array(taint).default([]),
  zones: z.array(z.string()).default([]),
  devices: exact({ count: z.int().min(1).max(31), model: z.string().default('generic') }).nullable().default(null),
});

const nodeManifests = exact({ manifests: listOf(z.string(), 'the path of a manifest file, or several') });

const NODES = 'a group of nodes: trace, count and capacity, or manifests';

const dumpFile = exact({
  file: z.string(),
  pods: z.enum(['keep', 're-place', 'drop']).default('keep')
    .meta({ description: 'bound pods stay where they are, arrive as new ones, or are left out' }),
});

const dump = z.union([z.string().transform((file) => ({ file, pods: 'keep' as const })), dumpFile], {
  error: () => 'the path of a JSON file as kubectl get ... -o json prints it, or { file, pods }',
});

/** `cluster:`: a dump of a real cluster, groups of nodes in order, or both. */
export const cluster = exact({
  dump: dump.optional(),
  nodes: listOf(oneOf(NODES, [nodeTrace, uniformNodes, nodeManifests]), NODES).optional(),
}).refine(({ dump: dumped, nodes }) => dumped !== undefined || nodes !== undefined, 'expected "nodes" or "dump"')
  .transform(({ dump: dumped, nodes = [] }) => ({ nodes: [...dumped === undefined ? [] : [{ dump: dumped }], ...nodes] }));

export type DecodedCluster = z.output<typeof cluster>;
export type DecodedNodes = DecodedCluster['nodes'][number];
