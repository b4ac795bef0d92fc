import type { NodeColumns, PodColumns } from '../demand.js';
import type { Imported, TraceFormat } from './contract.js';
import { readTable, type TableRow } from './csv-table.js';
import { gatherFloats, gatherIntegers, TextGatherer } from './shared-columns.js';

const NODE_HEADER = ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'];
const SHORT_POD_HEADER = ['name', 'cpu_milli', 'memory_mib', 'num_gpu', 'gpu_milli'];
const POD_HEADER = [
  ...SHORT_POD_HEADER, 'gpu_spec', 'qos', 'pod_phase', 'creation_time', 'deletion_time', 'scheduled_time',
];

/** Allowed values, as the data's description lists them. */
const MODELS = ['V100M16', 'V100M32', 'P100', 'T4', 'A10', 'G2', 'G3'];
const DEVICE_COUNTS = ['0', '1', '2', '4', '8'];
const QOS = ['LS', 'BE', 'Burstable', 'Guaranteed'];
const PHASES = ['Running', 'Failed', 'Pending', 'Succeeded'];

const BYTES_PER_MIB = 1_048_576;
const US_PER_SECOND = 1_000_000;
/** Far above any machine, far below what would leave the exact integers when converted. */
const MOST_CPU_MILLI = 1e9;
const MOST_MEMORY_MIB = 1e9;
/** About 31 years. */
const MOST_SECONDS = 1e9;

/**
 * The openb GPU cluster trace: a list of nodes and lists of pods, with times (11 columns) or without (5 columns).
 * Times become microseconds; a pod without times is created at 0 and never ends. The wait that the recorded scheduler
 * caused (`scheduled_time`), quality of service and phase are checked but not used.
 */
export const openb: TraceFormat = {
  kind: 'trace-format',
  name: 'openb',
  title: 'openb: 1,523 nodes and 8,152 pods of a GPU-sharing cluster',
  source: 'alibaba/clusterdata, cluster-trace-gpu-v2023; Weng et al., "Beware of Fragmentation", USENIX ATC 2023',
  readNodes,
  readPods,
};

async function readNodes(file: string): Promise<Imported<NodeColumns>> {
  const names = new TextGatherer();
  const cpuMilli = gatherFloats();
  const memoryBytes = gatherFloats();
  const deviceCount = gatherIntegers();
  const deviceModel = gatherIntegers();
  const models: string[] = [];
  const seen = new Map<string, number>();
  const count = await readTable(file, [NODE_HEADER], (row) => {
    const name = uniqueName(row, 'sn', seen);
    const devices = Number(row.oneOf('gpu', DEVICE_COUNTS));
    const model = row.text('model');
    if (devices === 0 && model !== '') row.refuse('model', 'nothing, since gpu is 0');
    if (devices > 0) row.oneOf('model', MODELS);
    names.push(name);
    cpuMilli.push(row.integer('cpu_milli', 1, MOST_CPU_MILLI));
    memoryBytes.push(row.integer('memory_mib', 1, MOST_MEMORY_MIB) * BYTES_PER_MIB);
    deviceCount.push(devices);
    deviceModel.push(devices === 0 ? -1 : indexIn(models, model));
  });
  const columns = {
    count, names: names.shared(), cpuMilli: cpuMilli.shared(), memoryBytes: memoryBytes.shared(),
    deviceCount: deviceCount.shared(), deviceModel: deviceModel.shared(), models,
  };
  return { columns, counts: { rowsRead: count, dropped: {} } };
}

async function readPods(file: string): Promise<Imported<PodColumns>> {
  const names = new TextGatherer();
  const cpuMilli = gatherFloats();
  const memoryBytes = gatherFloats();
  const deviceCount = gatherIntegers();
  const deviceMilli = gatherIntegers();
  const modelSet = gatherIntegers();
  const createdUs = gatherFloats();
  const lifetimeUs = gatherFloats();
  const specs: string[] = [];
  const seen = new Map<string, number>();
  const count = await readTable(file, [POD_HEADER, SHORT_POD_HEADER], (row) => {
    const devices = Number(row.oneOf('num_gpu', DEVICE_COUNTS));
    names.push(uniqueName(row, 'name', seen));
    cpuMilli.push(row.integer('cpu_milli', 0, MOST_CPU_MILLI));
    memoryBytes.push(row.integer('memory_mib', 0, MOST_MEMORY_MIB) * BYTES_PER_MIB);
    deviceCount.push(devices);
    deviceMilli.push(devices === 0 ? row.integer('gpu_milli', 0, 0) : row.integer('gpu_milli', devices === 1 ? 1 : 1000, 1000));
    if (row.has('gpu_spec')) {
      const spec = modelSpec(row);
      const { created, lifetime } = times(row);
      modelSet.push(spec === '' ? -1 : indexIn(specs, spec));
      createdUs.push(created * US_PER_SECOND);
      lifetimeUs.push(lifetime * US_PER_SECOND);
    } else {
      modelSet.push(-1);
      createdUs.push(0);
      lifetimeUs.push(-1);
    }
  });
  const columns = {
    count, names: names.shared(), cpuMilli: cpuMilli.shared(), memoryBytes: memoryBytes.shared(),
    deviceCount: deviceCount.shared(), deviceMilli: deviceMilli.shared(),
    modelSet: modelSet.shared(), modelSets: specs.map((spec) => spec.split('|')),
    createdUs: createdUs.shared(), lifetimeUs: lifetimeUs.shared(),
  };
  return { columns, counts: { rowsRead: count, dropped: {} } };
}

function uniqueName(row: TableRow, column: string, seen: Map<string, number>): string {
  const name = row.name(column);
  const before = seen.get(name);
  if (before !== undefined) row.refuse(column, `a name of its own: line ${before} has this one`);
  else seen.set(name, row.line);
  return name;
}

/** The accepted models joined by a vertical bar; empty accepts any. */
function modelSpec(row: TableRow): string {
  const spec = row.text('gpu_spec');
  const unknown = spec !== '' && spec.split('|').some((model) => !MODELS.includes(model));
  if (unknown) row.refuse('gpu_spec', `nothing, or models joined by | out of ${MODELS.join(', ')}`);
  return spec;
}

function times(row: TableRow): { created: number; lifetime: number } {
  row.oneOf('qos', QOS);
  const phase = row.oneOf('pod_phase', PHASES);
  const created = row.integer('creation_time', 0, MOST_SECONDS);
  const deleted = row.integer('deletion_time', created, MOST_SECONDS);
  if (phase !== 'Pending') row.integer('scheduled_time', created, MOST_SECONDS);
  else if (row.text('scheduled_time') !== '') row.refuse('scheduled_time', 'nothing, since pod_phase is Pending');
  return { created, lifetime: deleted - created };
}

function indexIn(list: string[], value: string): number {
  const known = list.indexOf(value);
  return known >= 0 ? known : list.push(value) - 1;
}
