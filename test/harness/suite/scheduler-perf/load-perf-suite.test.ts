import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../../src/base/errors.js';
import { makeManifest } from '../../../../src/harness/run/make-manifest.js';
import { loadSuite } from '../../../../src/harness/suite/load-suite.js';
import type { PlannedSuite, SuiteOptions } from '../../../../src/harness/suite/planned-suite.js';
import { gateEffects } from '../../../../src/harness/suite/scheduler-perf/feature-gates.js';
import { repositoryRoot } from '../../../shared.js';

const file = (name: string): string => path.join(repositoryRoot, 'test/recorded/scheduler-perf', name, 'performance-config.yaml');

async function load(names: readonly string[], filters: readonly string[] = [], more: Partial<SuiteOptions> = {}, labels: readonly string[] = []): Promise<PlannedSuite> {
  return loadSuite({
    paths: names.map(file), settings: [], seeds: null, variants: null, memoryBytes: 2 ** 31, schedulerPerf: { filters, labels, topic: null }, ...more,
  });
}

const problemOf = async (suite: Promise<PlannedSuite>): Promise<string> => suite.then(() => 'accepted', (error: unknown) => {
  if (error instanceof ScenarioError) return error.message;
  throw error;
});

describe('a suite of scheduler_perf files', () => {
  it('has a scenario per workload, called as filters call it, and its threshold as a gate', async () => {
    const suite = await load(['misc'], ['SchedulingBasic/5000Nodes_10000Pods', 'SchedulingBasic/5Nodes']);
    expect(suite.name).toBe('misc');
    expect(suite.cells.map(({ task }) => task.plan.id)).toEqual(['SchedulingBasic/5Nodes', 'SchedulingBasic/5000Nodes_10000Pods'].map((scenario) => (
      { suite: 'misc', scenario, variant: 'kube', point: '', seed: 1 })));
    expect(suite.scenarios[0]!.gates).toEqual([]);
    // The file says `threshold: 270` for a workload that begins in line 67.
    expect(suite.scenarios[1]!.gates).toEqual([{
      metric: 'scheduling_throughput_per_second', statistic: 'mean', variant: '*', place: 'performance-config.yaml:67',
      demand: { kind: 'limit', atMost: null, atLeast: 270 },
    }]);
  });

  it('tells its files and feature gates that are not followed in the manifest', async () => {
    const manifest = makeManifest(await load(['misc'], ['SchedulingBasic/5Nodes']));
    expect(manifest.scenarios[0]!.inputs).toMatchObject([{ file: 'performance-config.yaml', format: 'scheduler-perf', rowsRead: 61 }]);
    expect(manifest.scenarios[0]!.about).toContain('labels: integration-test, short');
  });

  it('hands the scheduler configuration of a test case to kube, and a refusal to the cell', async () => {
    const { plan } = (await load(['dra/extendedresource/scoring'], ['ExtendedResourceScoring/fast'])).cells[0]!.task;
    expect(plan.scheduler.parameters.config).toMatchObject({ file: 'scheduler-config.yaml', text: expect.stringContaining('example.com/gpu') as string });
    expect(plan.schedulerPerf!.refused).toBe('opcode createResourceDriver: dynamic resource allocation is not simulated');
  });

  it('chooses by label as upstream does', async () => {
    const suite = await load(['misc'], [], {}, ['performance', '-short']);
    expect(suite.cells.length).toBeGreaterThan(10);
    expect(suite.scenarios.every(({ about }) => /labels: performance$/m.test(about))).toBe(true);
  });

  it('repeats workloads for seeds, and joins files', async () => {
    const suite = await load(['misc', 'volumes'], ['SchedulingBasic/5Nodes', 'SchedulingSecrets/5Nodes'], { seeds: [3, 4] });
    expect(suite.name).toBe('misc+volumes');
    expect(suite.cells.map(({ task }) => task.plan.id.seed)).toEqual([3, 4, 3, 4]);
  });

  it('keeps the content of a cell wherever the file lies', async () => {
    const one = await load(['misc'], ['SchedulingBasic/5Nodes']);
    const here = process.cwd();
    process.chdir(path.join(repositoryRoot, 'test'));
    try {
      const two = await loadSuite({ ...one.source, paths: [path.relative(process.cwd(), file('misc'))] });
      expect(two.cells[0]!.contentKey).toBe(one.cells[0]!.contentKey);
    } finally {
      process.chdir(here);
    }
  });

  it('refuses what it would have to ignore, and filters that mean nothing', async () => {
    expect(await problemOf(load(['misc'], ['SchedulingBasics/5Nodes']))).toContain('did you mean "SchedulingBasic/5Nodes"?');
    expect(await problemOf(load(['misc'], ['SchedulingBasic/5Nodes', 'nothing-like-it']))).toContain('no workload is called "nothing-like-it"');
    expect(await problemOf(load(['misc'], [], {}, ['nightly']))).toContain('labels are: integration-test, short, performance');
    expect(await problemOf(load(['misc'], [], { variants: ['random'] }))).toContain('the variant "kube" alone');
    expect(await problemOf(load(['misc'], [], { settings: [{ key: 'a', value: 1 }] }))).toContain('--set changes scenarios');
    expect(await problemOf(load(['misc', 'misc'], ['SchedulingBasic']))).toContain('exists already');
    expect(await problemOf(load(['nowhere']))).toContain('there is no scheduler_perf file here');
  });
});

describe('feature gates', () => {
  it('without effect in a simulation are accepted', () => {
    expect(gateEffects({ SchedulerAsyncAPICalls: true, DynamicResourceAllocation: true, NodeDeclaredFeatures: false })).toEqual({ refused: null, warnings: [] });
  });

  it('whose other side is not simulated are told or refused by name', () => {
    expect(gateEffects({ GangScheduling: true }).refused).toBe('feature gate GangScheduling is not simulated');
    expect(gateEffects({ GangScheduling: false }).refused).toBeNull();
    expect(gateEffects({ BrandNewGate: false }).refused).toBe('feature gate BrandNewGate is not known here');
  });
});
