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

/** `cluster:`: groups of nodes, in order. */
export const cluster = exact({ nodes: listOf(oneOf(NODES, [nodeTrace, uniformNodes, nodeManifests]), NODES) });

export type DecodedCluster = z.output<typeof cluster>;
export type DecodedNodes = DecodedCluster['nodes'][number];
