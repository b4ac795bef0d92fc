import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ScenarioError, type Problem } from '../../../../src/base/errors.js';
import { hasLabels, matchesName, perfName, readPerfFile, type PerfWorkload } from '../../../../src/workloads/readers/scheduler-perf/index.js';
import { hasShared, repositoryRoot, sharedPath } from '../../../shared.js';

const recorded = (name: string): string => path.join(repositoryRoot, 'test/recorded/scheduler-perf', name, 'performance-config.yaml');
const folder = mkdtempSync(path.join(os.tmpdir(), 'seatrial-perf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { generateName: p- }\nspec: { containers: [{ name: c, image: i }] }\n';

async function problemsOf(text: string, files: Readonly<Record<string, string>> = { 'pod.yaml': POD }): Promise<readonly Problem[]> {
  for (const [name, content] of Object.entries({ ...files, 'perf.yaml': text })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return readPerfFile(path.join(folder, 'perf.yaml')).then(() => [], (error: unknown) => {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  });
}

/** One test case with a workload `w`; `operations` and `workload` are lines below theirs. */
function perfFile(operations: readonly string[], workload: readonly string[] = [], testCase: readonly string[] = []): string {
  return [
    '- name: Case', ...testCase.map((line) => `  ${line}`), '  workloadTemplate:', ...operations.map((line) => `  ${line}`),
    '  - opcode: createPods', '    count: 1', '    collectMetrics: true',
    '  workloads:', '  - name: w', ...workload.map((line) => `    ${line}`), '',
  ].join('\n');
}

function find(workloads: readonly PerfWorkload[], name: string): PerfWorkload {
  return workloads.find((workload) => perfName(workload) === name)!;
}

describe('upstream\'s files', () => {
  it('are read with parameters, labels, gates and thresholds filled in', async () => {
    const workload = find(await readPerfFile(recorded('misc')), 'SchedulingBasic/5000Nodes_10000Pods');
    expect(workload.operations.map((operation) => [operation.opcode, 'count' in operation ? operation.count : null])).toEqual([
      ['createNodes', 5000], ['createPods', 1000], ['createPods', 10000],
    ]);
    expect(workload).toMatchObject({
      labels: ['performance'], featureGates: { SchedulerQueueingHints: false }, refused: null,
      threshold: { metric: 'SchedulingThroughput', bucket: 'Average', value: 270, expectLower: false },
    });
    expect(workload.operations[2]).toMatchObject({ template: { file: '../templates/pod-default.yaml' }, collectMetrics: true });
  });

  it('give volumes, node preparations and features to their operations', async () => {
    const csi = find(await readPerfFile(recorded('volumes')), 'SchedulingCSIPVs/5Nodes');
    expect(csi.operations[0]).toMatchObject({
      prepare: { kind: 'allocatable', allocatable: { 'attachable-volumes-csi-ebs.csi.aws.com': '39' }, drivers: { 'ebs.csi.aws.com': 39 }, migratedPlugins: [] },
    });
    expect(csi.operations[1]).toMatchObject({ volume: { persistentVolume: { file: '../templates/pv-csi.yaml' }, claim: { file: '../templates/pvc.yaml' } } });
    const features = find(await readPerfFile(recorded('nodedeclaredfeatures')), 'NodeDeclaredFeaturesEnabled/5Nodes5DeclaredFeatures');
    expect(features.declaredFeatures).toBe(5);
  });

  it('that need dynamic resource allocation are refused workload by workload, by name', async () => {
    const workloads = await readPerfFile(recorded('dra/extendedresource/scoring'));
    expect(workloads.map(({ refused }) => refused)).toEqual(Array.from({ length: 3 }, () => 'opcode createResourceDriver: dynamic resource allocation is not simulated'));
    expect(workloads[0]!.schedulerConfig?.file).toBe('scheduler-config.yaml');
  });

  it.skipIf(!hasShared)('are read, all 38 test cases with 202 workloads, of which 40 need dynamic resource allocation (needs ../shared)', async () => {
    const folders = ['affinity', 'misc', 'volumes', 'nodedeclaredfeatures', 'dra', 'dra/consumablecapacity', 'dra/devicetaints', 'dra/extendedresource',
      'dra/extendedresource/scoring'];
    const workloads = (await Promise.all(folders.map((name) => readPerfFile(sharedPath('data/scheduler_perf', name, 'performance-config.yaml'))))).flat();
    // Counted in the files: lines "- name:" at the left edge, and those below "workloads:".
    expect(new Set(workloads.map(({ testCase }) => testCase)).size).toBe(38);
    expect(workloads).toHaveLength(202);
    expect(workloads.filter(({ refused }) => refused !== null)).toHaveLength(40);
    expect(workloads.filter(({ refused }) => refused !== null).every(({ featureGates }) => featureGates.DynamicResourceAllocation === true)).toBe(true);
  });
});

describe('a file with mistakes', () => {
  it.each([
    ['an unknown key of an operation', perfFile(['- opcode: createNodes', '  count: 1', '  nodeTemplate: x']), 'SPF002', 5, 'did you mean "nodeTemplatePath"'],
    ['an unknown opcode', perfFile(['- opcode: createNode']), 'SPF003', 3, 'did you mean "createNodes"'],
    ['an unknown key of a test case', perfFile([], [], ['label: [a]']), 'SPF002', 2, 'did you mean "labels"'],
    ['an unknown key of a workload', perfFile([], ['thresholds: 3']), 'SPF002', 8, 'did you mean "threshold"'],
    ['an unused parameter', perfFile([], ['params: { nodes: 3 }']), 'SPF005', 8, 'refer to it as $nodes'],
    ['an undefined parameter', perfFile(['- opcode: createNodes', '  countParam: $node'], ['params: { nodes: 3 }']), 'SPF005', 4, 'did you mean "$nodes"'],
    ['a parameter without its dollar', perfFile(['- opcode: createNodes', '  countParam: nodes'], ['params: { nodes: 3 }']), 'SPF005', 4, 'write $nodes'],
    ['a parameter of a wrong type', perfFile(['- opcode: createNodes', '  countParam: $nodes'], ['params: { nodes: many }']), 'SPF003', 10, undefined],
    ['a negative count', perfFile(['- opcode: createNodes', '  count: -1']), 'SPF003', 4, undefined],
    ['a missing template', perfFile(['- opcode: createNodes', '  nodeTemplatePath: no.yaml']), 'SPF007', 4, 'relative to the file'],
    ['metrics of pods that nobody waits for', perfFile(['- opcode: createPods', '  collectMetrics: true', '  skipWaitToCompletion: true']), 'SPF003', 3, undefined],
    ['a steady state without a duration', perfFile(['- opcode: createPods', '  count: 1', '  steadyState: true']), 'SPF003', 3, undefined],
    ['a churn without slots', perfFile(['- opcode: churn', '  mode: recreate', '  templatePaths: [pod.yaml]']), 'SPF003', 3, undefined],
    ['a churn of an unknown mode', perfFile(['- opcode: churn', '  mode: delete', '  templatePaths: [pod.yaml]']), 'SPF003', 4, undefined],
    ['a measurement of no namespace', perfFile(['- opcode: startCollectingMetrics']), 'SPF004', 3, undefined],
    ['a node where a pod is expected', perfFile(['- opcode: createNodes', '  count: 1', '  nodeTemplatePath: pod.yaml']), 'SPF008', undefined, undefined],
    ['no measurement at all', '- name: a\n  workloadTemplate: [{ opcode: sleep, duration: 1s }]\n  workloads: [{ name: w }]\n', 'SPF004', 1, 'collectMetrics'],
    ['two workloads of one name', perfFile([], ['labels: [a]']) + '  - name: w\n', 'SPF006', 9, undefined],
    ['no list', 'name: a\n', 'SPF001', 1, undefined],
    ['a negative threshold', perfFile([], ['threshold: -1']), 'SPF003', 8, undefined],
  ])('is refused for %s', async (_what, text, code, line, hint) => {
    const problems = await problemsOf(text);
    expect(problems.map((problem) => problem.code)).toContain(code);
    const [problem] = problems.filter((one) => one.code === code);
    expect(problem!.place?.line).toBe(line);
    if (hint !== undefined) expect(problem!.hint).toContain(hint);
  });

  it('shows a wrong template with its own place', async () => {
    const bad = POD.replace('image: i', 'image: i, port: 1');
    const [problem] = await problemsOf(perfFile(['- opcode: createPods', '  podTemplatePath: sub/bad.yaml']), { 'sub/bad.yaml': bad });
    expect(problem).toMatchObject({ code: 'MAN003', place: { file: path.join(folder, 'sub/bad.yaml'), line: 4 } });
    const [action] = await problemsOf(perfFile(['- opcode: createPods', '  podTemplatePath: sub/bad.yaml']), { 'sub/bad.yaml': 'a: {{range 3}}\n' });
    expect(action).toMatchObject({ code: 'SPF008', place: { line: 1, column: 6 } });
  });

  it('takes keys in any case, as upstream\'s decoder does', async () => {
    expect(await problemsOf(perfFile(['- Opcode: createNodes', '  Count: 1']))).toEqual([]);
    const constraint = '{ maxSkew: 1, topologyKey: k, whenUnsatisfiable: DoNotSchedule, NodeTaintsPolicy: Honor }';
    const spread = `${POD.trimEnd().replace('] }', `], topologySpreadConstraints: [${constraint}] }`)}\n`;
    expect(await problemsOf(perfFile(['- opcode: createPods', '  podTemplatePath: pod.yaml']), { 'pod.yaml': spread })).toEqual([]);
  });
});

describe('choosing workloads', () => {
  const workload = { testCase: 'SchedulingBasic', name: '5000Nodes_10000Pods' };

  it.each([
    ['SchedulingBasic/5000Nodes_10000Pods', true], ['SchedulingBasic', true], ['SchedulingBasic/*', true], ['*/5000Nodes*', true], ['*', true],
    ['SchedulingBasic/5000Nodes', false], ['Scheduling', false], ['SchedulingBasic/5000Nodes.10000Pods', false],
  ])('%s means SchedulingBasic/5000Nodes_10000Pods: %s', (filter, expected) => {
    expect(matchesName(filter, workload)).toBe(expected);
  });

  // Cases of upstream's own rule: a label without sign or with + must be there, with - must not; an empty one says nothing.
  it.each([
    [['performance'], true], [['+performance'], true], [['-performance'], false], [['short'], false], [['-short'], true],
    [['performance', '-short'], true], [['performance', 'short'], false], [[''], true], [[], true],
  ])('labels %j hold of a workload with the label performance: %s', (wanted, expected) => {
    expect(hasLabels(wanted, ['performance'])).toBe(expected);
  });
});
