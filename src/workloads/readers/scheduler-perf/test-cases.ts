import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { sourceText, type DocumentNode, type ScalarNode } from '../../../base/document.js';
import { ScenarioError } from '../../../base/errors.js';
import { readYaml } from '../../manifests/yaml-document.js';
import { Fields, firstLine, FLAG, NUMBER, PerfProblems, TEXT } from './fields.js';
import { NamedFiles } from './files.js';
import type { PerfOperation, TemplateText } from './operations.js';
import { Parameters } from './parameters.js';
import { readOperation } from './read-operation.js';
import { refusalOf } from './unsupported.js';

/** What a workload must reach: `bucket` of the metric with these labels, at least `value`, or at most with `expectLower`. */
export interface PerfThreshold {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly bucket: string;
  readonly expectLower: boolean;
  /** 0 = none. */
  readonly value: number;
  /** Values that take its place when the file is run under a topic. */
  readonly byTopic: Readonly<Record<string, number>>;
}

/** Histograms to collect, each with its labels and the values of interest; an empty list = one for all of its series. */
export type CollectedMetrics = Readonly<Record<string, readonly { readonly label: string; readonly values: readonly string[] }[]>>;

/** One workload of a test case, complete. */
export interface PerfWorkload {
  readonly testCase: string;
  readonly name: string;
  /** Of the test case and of the workload. */
  readonly labels: readonly string[];
  /** Gates of the test case, overridden by those of the workload. */
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly operations: readonly PerfOperation[];
  /** A KubeSchedulerConfiguration; null = the default one. */
  readonly schedulerConfig: TemplateText | null;
  /** Declared features that every node gets (`numNodeDeclaredFeatures`, read by upstream's test code). */
  readonly declaredFeatures: number;
  readonly threshold: PerfThreshold;
  /** null = upstream's default set. */
  readonly metrics: CollectedMetrics | null;
  /** Line of the workload in the file. */
  readonly line: number;
  /** Why it cannot be simulated, by name. */
  readonly refused: string | null;
}

/**
 * Reads a scheduler_perf file (`performance-config.yaml`) with every file that it names.
 *
 * @param file  path as messages show it
 * @returns the workloads in the order of the file
 * @throws ScenarioError with every problem of the file and of its templates
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf.
 */
export async function readPerfFile(file: string): Promise<PerfWorkload[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = error.code === 'ENOENT' ? 'there is no scheduler_perf file here' : `the file cannot be read (${error.code ?? error.message})`;
    throw new ScenarioError([{ code: 'SPF007', message, place: { file } }]);
  });
  const problems = new PerfProblems(sourceText(file, text));
  const { documents, problems: syntax } = readYaml(text, file, { dialect: 'kubernetes' });
  for (const problem of syntax) problems.add(problem);
  const root = documents[0];
  if (syntax.length > 0) throw new ScenarioError(problems.list);
  if (root?.kind !== 'list' || documents.length > 1 || root.items.length === 0) {
    throw new ScenarioError([{ code: 'SPF001', message: 'a scheduler_perf file is a list of test cases', place: { file, line: root?.span.line ?? 1, column: 1 } }]);
  }
  const files = await NamedFiles.of(root, path.dirname(file), problems);
  const workloads = root.items.flatMap((node) => readTestCase(node, files));
  refuseDoubles(root.items, 'test case', problems);
  if (problems.list.length > 0) throw new ScenarioError(problems.list);
  return workloads;
}

function readTestCase(node: DocumentNode, files: NamedFiles): PerfWorkload[] {
  const { problems } = files;
  const fields = Fields.of(node, 'a test case', problems);
  if (fields === null) return [];
  const name = fields.required('name', TEXT) ?? '';
  const common = {
    featureGates: fields.entries('featureGates', FLAG), labels: fields.texts('labels'),
    schedulerConfig: fileAt(fields, 'schedulerConfigPath', (scalar) => files.plain(scalar)),
    defaultPod: fileAt(fields, 'defaultPodTemplatePath', (scalar) => files.template(scalar)),
    metrics: collectedMetrics(fields),
    selector: selectorAt(fields, 'defaultThresholdMetricSelector'),
  };
  const operations = fields.list('workloadTemplate');
  const workloads = fields.list('workloads');
  fields.finish(`test case "${name}"`);
  const absent = (what: string): void => problems.at(firstLine(node), 'SPF004', `test case "${name}" has no ${what}`);
  if (operations.length === 0) absent('operations (workloadTemplate)');
  if (workloads.length === 0) absent('workloads');
  refuseDoubles(workloads, `workload of test case "${name}"`, problems);
  const found = workloads.flatMap((workload) => readWorkload(workload, { ...common, testCase: name, operations, files }));
  const [first] = found;
  if (first !== undefined && operations.length > 0 && !first.operations.some(collectsMetrics)) {
    problems.at(firstLine(node), 'SPF004', `no operation of test case "${name}" collects metrics`,
      'set collectMetrics in a createPods, or use startCollectingMetrics and stopCollectingMetrics');
  }
  return found;
}

interface WorkloadContext {
  readonly testCase: string;
  readonly operations: readonly DocumentNode[];
  readonly files: NamedFiles;
  readonly featureGates: readonly (readonly [string, boolean])[];
  readonly labels: readonly string[];
  readonly schedulerConfig: TemplateText | null;
  readonly defaultPod: TemplateText | null;
  readonly metrics: CollectedMetrics | null;
  readonly selector: Selector | null;
}

function readWorkload(node: DocumentNode, context: WorkloadContext): PerfWorkload[] {
  const { files, testCase } = context;
  const { problems } = files;
  const fields = Fields.of(node, 'a workload', problems);
  if (fields === null) return [];
  const name = fields.required('name', TEXT) ?? '';
  const params = fields.node('params');
  const parameters = new Parameters(params === undefined ? null : Fields.of(params, '"params"', problems)?.map ?? null, problems);
  const operations = context.operations.flatMap((operation) => readOperation(operation, { files, parameters, defaultPod: context.defaultPod }));
  parameters.finish(name);
  const selector = selectorAt(fields, 'thresholdMetricSelector') ?? context.selector ?? DEFAULT_SELECTOR;
  const workload: PerfWorkload = {
    testCase, name, labels: [...context.labels, ...fields.texts('labels')],
    featureGates: Object.fromEntries([...context.featureGates, ...fields.entries('featureGates', FLAG)]),
    operations,
    schedulerConfig: context.schedulerConfig,
    declaredFeatures: parameters.readElsewhere(fields, 'numNodeDeclaredFeatures'),
    threshold: { ...selector, ...thresholdAt(fields) },
    metrics: context.metrics, line: node.span.line,
    refused: refusalOf(operations, files),
  };
  fields.finish(`workload "${name}"`);
  return [workload];
}

type Selector = Pick<PerfThreshold, 'metric' | 'labels' | 'bucket' | 'expectLower'>;

const DEFAULT_SELECTOR: Selector = { metric: 'SchedulingThroughput', labels: {}, bucket: 'Average', expectLower: false };

function selectorAt(fields: Fields, key: string): Selector | null {
  const node = fields.node(key);
  const selector = node === undefined ? null : Fields.of(node, `"${key}"`, fields.problems);
  if (selector === null) return null;
  const found = {
    metric: selector.required('name', TEXT) ?? '', labels: Object.fromEntries(selector.entries('labels', TEXT)),
    bucket: selector.required('dataBucket', TEXT) ?? '', expectLower: selector.scalar('expectLower', FLAG) ?? false,
  };
  selector.finish(key);
  return found;
}

/** A number, or a map of topic to number. */
function thresholdAt(fields: Fields): Pick<PerfThreshold, 'value' | 'byTopic'> {
  const node = fields.node('threshold');
  const isMap = node?.kind === 'map';
  const value = isMap ? 0 : fields.scalar('threshold', NUMBER) ?? 0;
  const byTopic = isMap ? Object.fromEntries(fields.entries('threshold', NUMBER)) : {};
  if (node !== undefined && [value, ...Object.values(byTopic)].some((number) => number < 0)) {
    fields.problems.at(firstLine(node), 'SPF003', 'a threshold is not negative');
  }
  return { value, byTopic };
}

function collectedMetrics(fields: Fields): CollectedMetrics | null {
  const { problems } = fields;
  const node = fields.node('metricsCollectorConfig');
  const config = node === undefined ? null : Fields.of(node, '"metricsCollectorConfig"', problems);
  if (config === null) return null;
  const metrics = config.node('metrics');
  config.finish('metricsCollectorConfig');
  const entries = metrics === undefined ? [] : Fields.of(metrics, '"metrics"', problems)?.map.entries ?? [];
  return Object.fromEntries(entries.map(({ key, value }) => {
    if (value.kind === 'scalar' && value.value === null) return [key, []];
    if (value.kind !== 'list') {
      problems.at(firstLine(value), 'SPF003', `"${key}" is a list of labels with their values`);
      return [key, []];
    }
    return [key, value.items.flatMap((item) => {
      const label = Fields.of(item, `a label of "${key}"`, problems);
      if (label === null) return [];
      const found = { label: label.required('label', TEXT) ?? '', values: label.texts('values') };
      label.finish(`a label of "${key}"`);
      return [found];
    })];
  }));
}

function collectsMetrics(operation: PerfOperation): boolean {
  return operation.opcode === 'stopCollectingMetrics' || (operation.opcode === 'createPods' && operation.collectMetrics);
}

function fileAt(fields: Fields, key: string, read: (node: ScalarNode) => TemplateText | undefined): TemplateText | null {
  const node = fields.node(key);
  return node === undefined || fields.valueOf(node, key, TEXT) === undefined ? null : read(node as ScalarNode) ?? null;
}

function refuseDoubles(nodes: readonly DocumentNode[], what: string, problems: PerfProblems): void {
  const seen = new Set<unknown>();
  for (const node of nodes) {
    const name = node.kind === 'map' ? node.entries.find(({ key }) => key.toLowerCase() === 'name')?.value : undefined;
    if (name?.kind !== 'scalar') continue;
    if (seen.has(name.value)) problems.at(name.span, 'SPF006', `a ${what} called "${String(name.value)}" exists already`);
    seen.add(name.value);
  }
}
