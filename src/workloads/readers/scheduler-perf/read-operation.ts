import type { DocumentNode, ScalarNode } from '../../../base/document.js';
import { suggest } from '../../../base/suggest.js';
import { COUNT, Fields, firstLine, FLAG, TEXT } from './fields.js';
import type { NamedFiles } from './files.js';
import type { CreatePods, NodePreparation, PerfOperation, TemplateText } from './operations.js';
import type { Parameters } from './parameters.js';

/** What an operation is read with. */
export interface OperationContext {
  readonly files: NamedFiles;
  readonly parameters: Parameters;
  /** Template of pods when the operation names none; null = the pod that upstream builds in. */
  readonly defaultPod: TemplateText | null;
}

/** Reads one entry of a `workloadTemplate`; a set of pods gives several operations, a wrong entry none, with problems. */
export function readOperation(node: DocumentNode, context: OperationContext): PerfOperation[] {
  const fields = Fields.of(node, 'an operation', context.files.problems);
  if (fields === null) return [];
  const opcode = fields.required('opcode', TEXT);
  if (opcode === undefined) return [];
  const read = Object.hasOwn(READERS, opcode) ? READERS[opcode] : undefined;
  if (read === undefined) {
    const near = suggest(opcode, Object.keys(READERS));
    fields.problems.at(firstLine(fields.node('opcode')!), 'SPF003', `unknown opcode "${opcode}"`,
      near === null ? `opcodes are: ${Object.keys(READERS).join(', ')}` : `did you mean "${near}"?`);
    return [];
  }
  const operations = read(fields, context);
  fields.finish(`operation ${opcode}`);
  return operations;
}

const READERS: Readonly<Record<string, (fields: Fields, context: OperationContext) => PerfOperation[]>> = {
  createNodes: (fields, context) => [{
    opcode: 'createNodes', count: context.parameters.count(fields, 'count'),
    template: template(fields, 'nodeTemplatePath', context) ?? null, prepare: preparation(fields),
  }],
  createNamespaces: (fields, context) => [{
    opcode: 'createNamespaces', prefix: fields.scalar('prefix', TEXT) ?? '', count: context.parameters.count(fields, 'count'),
    template: template(fields, 'namespaceTemplatePath', context) ?? null,
  }],
  createPods: (fields, context) => [createPods(fields, context)],
  createPodSets,
  deletePods: (fields) => [{
    opcode: 'deletePods', namespace: fields.scalar('namespace', TEXT) ?? '', labels: labels(fields),
    skipWaitToCompletion: fields.scalar('skipWaitToCompletion', FLAG) ?? false, perSecond: fields.scalar('deletePodsPerSecond', COUNT) ?? 0,
  }],
  churn,
  barrier: (fields) => [{
    opcode: 'barrier', namespaces: fields.texts('namespaces'), labels: labels(fields),
    stage: choice(fields, 'stageRequirement', ['Scheduled', 'Attempted'] as const) ?? 'Scheduled',
  }],
  sleep: (fields, { parameters }) => [{ opcode: 'sleep', us: parameters.durationUs(fields, 'duration') }],
  startCollectingMetrics: (fields) => {
    const namespaces = fields.texts('namespaces');
    if (namespaces.length === 0) fields.problems.at(firstLine(fields.map), 'SPF004', '"namespaces" must name a namespace');
    return [{ opcode: 'startCollectingMetrics', name: fields.scalar('name', TEXT) ?? '', namespaces, labels: labels(fields) }];
  },
  stopCollectingMetrics: () => [{ opcode: 'stopCollectingMetrics' }],
  createAny: (fields, context) => {
    const file = requiredTemplate(fields, 'templatePath', context);
    const rest = { namespace: fields.scalar('namespace', TEXT) ?? '', count: context.parameters.count(fields, 'count', 1) };
    return file === undefined ? [] : [{ opcode: 'createAny', template: file, ...rest }];
  },
  updateAny: (fields, context) => {
    const file = requiredTemplate(fields, 'templatePath', context);
    const rest = {
      namespace: fields.scalar('namespace', TEXT) ?? '', count: context.parameters.count(fields, 'count', 1),
      perSecond: fields.scalar('updatePerSecond', COUNT) ?? 0, subresources: fields.texts('subresources'),
    };
    return file === undefined ? [] : [{ opcode: 'updateAny', template: file, ...rest }];
  },
  createResourceClaims: (fields, context) => {
    const file = requiredTemplate(fields, 'templatePath', context);
    const rest = { namespace: fields.required('namespace', TEXT) ?? '', count: context.parameters.count(fields, 'count') };
    return file === undefined ? [] : [{ opcode: 'createResourceClaims', template: file, ...rest }];
  },
  createResourceDriver: (fields, { parameters }) => [{
    opcode: 'createResourceDriver', driver: fields.required('driverName', TEXT) ?? '', nodes: fields.required('nodes', TEXT) ?? '',
    maxClaimsPerNode: parameters.count(fields, 'maxClaimsPerNode'),
  }],
  allocResourceClaims: (fields) => [{ opcode: 'allocResourceClaims', namespace: fields.scalar('namespace', TEXT) ?? '' }],
};

function createPods(fields: Fields, context: OperationContext): CreatePods {
  const { parameters } = context;
  const isSteady = parameters.flag(fields, 'steadyState');
  const durationUs = parameters.durationUs(fields, 'duration');
  const collectMetrics = fields.scalar('collectMetrics', FLAG) ?? false;
  const skipWaitToCompletion = fields.scalar('skipWaitToCompletion', FLAG) ?? false;
  const refuse = (message: string): void => fields.problems.at(firstLine(fields.map), 'SPF003', message);
  if (collectMetrics && skipWaitToCompletion) refuse('collectMetrics and skipWaitToCompletion exclude each other');
  if (skipWaitToCompletion && isSteady) refuse('skipWaitToCompletion and steadyState exclude each other');
  if (isSteady && durationUs === 0) refuse('steadyState needs a duration above 0');
  const count = parameters.count(fields, 'count');
  if (isSteady && count === 0) refuse('steadyState needs a count above 0');
  const claim = template(fields, 'persistentVolumeClaimTemplatePath', context);
  const persistentVolume = template(fields, 'persistentVolumeTemplatePath', context);
  if (claim !== undefined && persistentVolume === undefined) refuse('persistentVolumeClaimTemplatePath needs persistentVolumeTemplatePath');
  return {
    opcode: 'createPods', count, namespace: fields.scalar('namespace', TEXT) ?? null,
    template: template(fields, 'podTemplatePath', context) ?? context.defaultPod,
    collectMetrics, skipWaitToCompletion, steadyStateUs: isSteady ? durationUs : null,
    volume: claim === undefined || persistentVolume === undefined ? null : { persistentVolume, claim },
  };
}

function createPodSets(fields: Fields, context: OperationContext): PerfOperation[] {
  const prefix = fields.scalar('namespacePrefix', TEXT) ?? '';
  const count = context.parameters.count(fields, 'count');
  const node = fields.node('createPodsOp');
  const inner = node === undefined ? null : Fields.of(node, '"createPodsOp"', fields.problems);
  if (inner === null) {
    if (node === undefined) fields.problems.at(firstLine(fields.map), 'SPF004', '"createPodsOp" must be set');
    return [];
  }
  inner.scalar('opcode', TEXT);
  const pods = createPods(inner, context);
  inner.finish('createPodsOp');
  return Array.from({ length: count }, (_, i) => ({ ...pods, namespace: `${prefix}-${i}` }));
}

function churn(fields: Fields, { files }: OperationContext): PerfOperation[] {
  const mode = choice(fields, 'mode', ['create', 'recreate'] as const);
  const number = fields.scalar('number', COUNT) ?? 0;
  if (mode === undefined) {
    if (fields.node('mode') === undefined) fields.problems.at(firstLine(fields.map), 'SPF004', '"mode" must be set: create or recreate');
  } else if (mode === 'recreate' && number === 0) {
    fields.problems.at(firstLine(fields.map), 'SPF003', '"number" must be above 0 for mode recreate');
  }
  const templates = fields.list('templatePaths').flatMap((node) => (
    fields.valueOf(node, 'templatePaths', TEXT) === undefined ? [] : files.template(node as ScalarNode) ?? []));
  if (fields.list('templatePaths').length === 0) fields.problems.at(firstLine(fields.map), 'SPF004', '"templatePaths" must name a file');
  const milliseconds = fields.scalar('intervalMilliseconds', COUNT) ?? 0;
  const namespace = fields.scalar('namespace', TEXT) ?? null;
  return mode === undefined ? [] : [{ opcode: 'churn', mode, number, intervalUs: (milliseconds === 0 ? 500 : milliseconds) * 1000, namespace, templates }];
}

/** Upstream takes the first of the three strategies when several are given. */
function preparation(fields: Fields): NodePreparation | null {
  const part = (key: string): Fields | null => {
    const node = fields.node(key);
    return node === undefined ? null : Fields.of(node, `"${key}"`, fields.problems);
  };
  const found = [allocatable(part('nodeAllocatableStrategy')), cycled(part('labelNodePrepareStrategy')), unique(part('uniqueNodeLabelStrategy'))]
    .filter((entry) => entry !== null);
  if (found.length > 1) fields.problems.at(firstLine(fields.map), 'SPF003', 'at most one strategy can be given for the nodes of an operation');
  return found[0] ?? null;
}

function allocatable(fields: Fields | null): NodePreparation | null {
  if (fields === null) return null;
  const quantities = Object.fromEntries(fields.entries('nodeAllocatable', { wanted: 'a quantity', read: (value) => (typeof value === 'string' ? value : null) }));
  const drivers: Record<string, number> = {};
  const map = fields.node('csiNodeAllocatable');
  const perDriver = map === undefined ? null : Fields.of(map, '"csiNodeAllocatable"', fields.problems);
  for (const { key, value } of perDriver?.map.entries ?? []) {
    const driver = Fields.of(value, `"${key}"`, fields.problems);
    const count = driver?.scalar('count', COUNT);
    driver?.finish(`driver ${key}`);
    if (count !== undefined) drivers[key] = count;
  }
  const migratedPlugins = fields.texts('migratedPlugins');
  fields.finish('nodeAllocatableStrategy');
  return { kind: 'allocatable', allocatable: quantities, drivers, migratedPlugins };
}

function cycled(fields: Fields | null): NodePreparation | null {
  if (fields === null) return null;
  const key = fields.required('labelKey', TEXT) ?? '';
  const values = fields.texts('labelValues');
  if (values.length === 0) fields.problems.at(firstLine(fields.map), 'SPF004', '"labelValues" must hold a value');
  fields.finish('labelNodePrepareStrategy');
  return { kind: 'labels', key, values };
}

function unique(fields: Fields | null): NodePreparation | null {
  if (fields === null) return null;
  const key = fields.required('labelKey', TEXT) ?? '';
  fields.finish('uniqueNodeLabelStrategy');
  return { kind: 'unique-label', key };
}

function labels(fields: Fields): Record<string, string> { return Object.fromEntries(fields.entries('labelSelector', TEXT)); }

function choice<T extends string>(fields: Fields, key: string, allowed: readonly T[]): T | undefined {
  const node = fields.node(key);
  const written = fields.scalar(key, TEXT);
  const found = allowed.find((word) => word === written);
  if (node !== undefined && written !== undefined && written !== '' && found === undefined) {
    fields.problems.at(node.span, 'SPF003', `"${key}" is one of ${allowed.join(', ')}, found "${written}"`);
  }
  return found;
}

function template(fields: Fields, key: string, { files }: OperationContext): TemplateText | undefined {
  const node = fields.node(key);
  return node === undefined || fields.valueOf(node, key, TEXT) === undefined ? undefined : files.template(node as ScalarNode);
}

function requiredTemplate(fields: Fields, key: string, context: OperationContext): TemplateText | undefined {
  return fields.required(key, TEXT) === undefined ? undefined : template(fields, key, context);
}
