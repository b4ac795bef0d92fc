import { parseQuantity } from '../../base/quantity.js';
import { ScenarioError, type Problem } from '../../base/errors.js';
import { byCodeUnit } from '../../base/by-code-unit.js';
import type { ClusterObjectKind } from '../../world/cluster/index.js';
import type { Node, Pod } from '../../world/objects/index.js';
import { dumpKey, type ClusterDump, type DumpObject } from './cluster-dump.js';

const OBJECT_KINDS: ReadonlySet<string> = new Set([
  'Namespace', 'Service', 'ReplicationController', 'ReplicaSet', 'StatefulSet', 'PersistentVolume', 'PersistentVolumeClaim', 'StorageClass',
  'CSINode', 'CSIDriver', 'CSIStorageCapacity', 'VolumeAttachment', 'PodDisruptionBudget',
] satisfies readonly ClusterObjectKind[]);

/** Kinds of which schedulers read the spec. */
const SPEC_KINDS: ReadonlySet<string> = new Set([...OBJECT_KINDS].filter((kind) =>
  !['Namespace', 'StorageClass', 'CSIStorageCapacity'].includes(kind)));

/** How many problems are told; a file of another program has thousands of the same. */
const MOST_PROBLEMS = 20;

type Item = Readonly<Record<string, unknown>> & { readonly metadata: Pod['metadata'] };

/**
 * Decodes what `kubectl get nodes,pods,... -A -o json` prints: a List, or several of them one after the other is not
 * JSON and refused. Kinds that no scheduler looks at, ended pods and pods on nodes that the dump does not have are left
 * out and counted.
 *
 * @param file  name for messages
 * @throws ScenarioError when the text is no List of objects, or an object lacks what every such object has
 */
export function readDump(text: string, file: string): ClusterDump {
  const items = itemsOf(text, file);
  const problems: Problem[] = [];
  const dropped: Record<string, number> = {};
  const drop = (reason: string): void => { dropped[reason] = (dropped[reason] ?? 0) + 1; };
  const nodes: Node[] = [];
  const pods: Pod[] = [];
  const objects: DumpObject[] = [];
  const seen = new Set<string>();
  items.forEach((value, index) => {
    const problem = shapeProblem(value) ?? contentProblem(value as Item);
    if (problem !== null) {
      problems.push({ code: 'DMP002', message: `items[${index}]${titleOf(value)}: ${problem}`, place: { file } });
      return;
    }
    const item = value as Item;
    const kind = item['kind'] as string;
    const key = `${kind} ${dumpKey(item)}`;
    if (seen.has(key)) {
      problems.push({ code: 'DMP003', message: `items[${index}]${titleOf(item)}: occurs a second time`, place: { file } });
      return;
    }
    seen.add(key);
    // The shape that later parts read was checked above; everything else is kept as the API server wrote it.
    if (kind === 'Node') nodes.push(item as unknown as Node);
    else if (kind === 'Pod') pods.push(item as unknown as Pod);
    else if (OBJECT_KINDS.has(kind)) objects.push({ kind: kind as ClusterObjectKind, object: item as unknown as DumpObject['object'] });
    else drop(`kind ${kind}, which no scheduler looks at`);
  });
  if (problems.length === 0 && nodes.length === 0) {
    problems.push({ code: 'DMP004', message: 'there is no Node in it', place: { file }, hint: 'kubectl get nodes,pods,... -A -o json' });
  }
  if (problems.length > 0) {
    const more = problems.length - MOST_PROBLEMS;
    throw new ScenarioError(more <= 0 ? problems
      : [...problems.slice(0, MOST_PROBLEMS), { code: 'DMP002', message: `and ${more} more problems`, place: { file } }]);
  }
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const bound: Pod[] = [];
  const pending: Pod[] = [];
  for (const pod of pods.sort(byAge)) {
    const { nodeName = '' } = pod.spec;
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') drop('pods that have ended');
    else if (nodeName === '') pending.push(pod);
    else if (names.has(nodeName)) bound.push(pod);
    else drop('pods on nodes that are not in the dump');
  }
  return { nodes, bound, pending, objects, counts: { rowsRead: items.length, dropped } };
}

function itemsOf(text: string, file: string): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new ScenarioError([{ code: 'DMP001', message: `not JSON: ${(error as Error).message}`, place: { file }, hint: 'kubectl get nodes,pods,... -A -o json > cluster.json' }]);
  }
  const items = isObject(list) ? list['items'] : undefined;
  if (!Array.isArray(items)) {
    throw new ScenarioError([{ code: 'DMP001', message: 'expected a List with items, as kubectl get ... -o json prints it', place: { file } }]);
  }
  return items;
}

/** What is wrong with the outer shape, or null. */
function shapeProblem(value: unknown): string | null {
  if (!isObject(value)) return 'expected an object';
  if (typeof value['kind'] !== 'string') return 'it has no kind';
  const { metadata } = value as { metadata?: unknown };
  if (!isObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '') return 'it has no metadata.name';
  if (metadata['labels'] !== undefined && !isObject(metadata['labels'])) return 'metadata.labels is no map';
  return null;
}

/** What is wrong with the parts of nodes and pods that are counted with, or null. */
function contentProblem(item: Item): string | null {
  const { kind, spec, status } = item as { kind?: unknown; spec?: unknown; status?: unknown };
  if (kind === 'Node') {
    const { allocatable, capacity } = (isObject(status) ? status : {}) as { allocatable?: unknown; capacity?: unknown };
    const amounts = allocatable ?? capacity;
    return isObject(amounts) ? quantityProblem(amounts, 'status.allocatable') : 'it has no status.allocatable';
  }
  if (kind === 'Pod') {
    if (!isObject(spec) || !Array.isArray(spec['containers'])) return 'it has no spec.containers';
    for (const list of ['containers', 'initContainers']) {
      const containers = spec[list] ?? [];
      if (!Array.isArray(containers)) return `spec.${list} is no list`;
      for (const [i, container] of containers.entries()) {
        if (!isObject(container)) return `spec.${list}[${i}] is no object`;
        const { requests } = (isObject(container['resources']) ? container['resources'] : {}) as { requests?: unknown };
        const problem = isObject(requests) ? quantityProblem(requests, `spec.${list}[${i}].resources.requests`) : null;
        if (problem !== null) return problem;
      }
    }
    return null;
  }
  return SPEC_KINDS.has(kind as string) && !isObject(spec) ? 'it has no spec' : null;
}

function quantityProblem(amounts: Readonly<Record<string, unknown>>, field: string): string | null {
  for (const [name, amount] of Object.entries(amounts)) {
    if (typeof amount === 'number' || (typeof amount === 'string' && parseQuantity(amount) !== null)) continue;
    return `${field}.${name}: "${String(amount)}" is no quantity`;
  }
  return null;
}

function titleOf(value: unknown): string {
  if (!isObject(value) || typeof value['kind'] !== 'string') return '';
  const { metadata } = value as { metadata?: unknown };
  const name = isObject(metadata) && typeof metadata['name'] === 'string' ? ` ${metadata['name']}` : '';
  return ` (${value['kind']}${name})`;
}

/** Older pods first; of one age by name. Times are RFC 3339 texts in UTC, which sort as texts. */
function byAge(a: Pod, b: Pod): number {
  return byCodeUnit(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || byCodeUnit(dumpKey(a), dumpKey(b));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
