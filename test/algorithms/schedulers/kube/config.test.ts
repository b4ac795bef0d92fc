import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../../src/base/errors.js';
import { defaultsOf } from '../../../../src/algorithms/parameters.js';
import { judgeConfiguration, readConfiguration, type KubeConfiguration } from '../../../../src/algorithms/schedulers/kube/config/configuration.js';
import { describeConfiguration, type ConfigurationDescription } from '../../../../src/algorithms/schedulers/kube/config/describe.js';
import { kube, settingsOf } from '../../../../src/algorithms/schedulers/kube/kube.js';
import { hasShared } from '../../../shared.js';
import { readRecording } from './recorded.js';

/** One text and what the real loader makes of it. */
type RecordedConfiguration = { readonly id: string; readonly yaml: string } & (
  | { readonly ok: false; readonly stage: string }
  | ({ readonly ok: true } & ConfigurationDescription)
);

const HEAD = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';

/** The configuration, or the text of the error. */
function read(text: string): KubeConfiguration | string {
  try {
    return readConfiguration({ file: 'kube.yaml', text });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

describe('a KubeSchedulerConfiguration', () => {
  it('without profiles means the default profile', () => {
    const { profiles, ...rest } = read(`${HEAD}percentageOfNodesToScore: 30\n`) as KubeConfiguration;
    expect(rest).toEqual({
      parallelism: 16, percentageOfNodesToScore: 30, podInitialBackoffSeconds: 1, podMaxBackoffSeconds: 10,
      delayCacheUntilActive: false, extenders: [],
    });
    expect(profiles).toHaveLength(1);
    expect(profiles[0]).toMatchObject({ schedulerName: 'default-scheduler', percentageOfNodesToScore: 30 });
    expect(profiles[0]!.order.score.map(({ name, weight }) => `${name}=${weight}`)).toEqual([
      'TaintToleration=3', 'NodeAffinity=2', 'NodeResourcesFit=1', 'VolumeBinding=1', 'PodTopologySpread=2', 'InterPodAffinity=2',
      'DynamicResources=2', 'NodeResourcesBalancedAllocation=1', 'ImageLocality=1',
    ]);
  });

  it('hands every profile its own percentage, or the common one', () => {
    const { profiles } = read(`${HEAD}percentageOfNodesToScore: 40
profiles: [{schedulerName: a}, {schedulerName: b, percentageOfNodesToScore: 0}]
`) as KubeConfiguration;
    expect(profiles.map(({ schedulerName, percentageOfNodesToScore }) => [schedulerName, percentageOfNodesToScore])).toEqual([['a', 40], ['b', 0]]);
  });

  it('reports every problem at once, each with its line and column, in the order of the text', () => {
    const text = `${HEAD}profiles:
- plugins:
    score:
      enabled: [{name: NodeName}, {name: Nobody, weight: 2}]
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: Densest
        resources: [{name: cpu, weight: 101}]
      speed: 3
parallelism: four
`;
    expect(read(text)).toBe([
      'kube.yaml:6:17  KSC003  profiles[0].plugins.score.enabled[0]: plugin "NodeName" does not extend score; it extends filter',
      '   6 |       enabled: [{name: NodeName}, {name: Nobody, weight: 2}]',
      '     |                 ^',
      'kube.yaml:6:35  KSC003  profiles[0].plugins.score.enabled[1]: plugin "Nobody" does not exist',
      '   6 |       enabled: [{name: NodeName}, {name: Nobody, weight: 2}]',
      '     |                                   ^',
      'kube.yaml:11:15  KSC003  profiles[0].pluginConfig[0].args.scoringStrategy.type: "Densest" is not one of LeastAllocated, MostAllocated, RequestedToCapacityRatio',
      '  11 |         type: Densest',
      '     |               ^',
      'kube.yaml:12:41  KSC003  profiles[0].pluginConfig[0].args.scoringStrategy.resources[0].weight: must be a whole number from 0 to 100, not 101',
      '  12 |         resources: [{name: cpu, weight: 101}]',
      '     |                                         ^',
      'kube.yaml:13:7  KSC001  profiles[0].pluginConfig[0].args.speed: unknown field',
      '  13 |       speed: 3',
      '     |       ^',
      'kube.yaml:14:14  KSC001  parallelism: must be a whole number (int32), not "four"',
      '  14 | parallelism: four',
      '     |              ^',
    ].join('\n'));
  });

  it('is refused by name where the real program accepts it and Seatrial does not do it', () => {
    expect(read(`${HEAD}extenders: [{urlPrefix: x}]\n`)).toBe([
      'kube.yaml:3:13  KSC004  extenders[0]: HTTP extenders are not supported: a simulation calls no other program',
      '   3 | extenders: [{urlPrefix: x}]',
      '     |             ^',
    ].join('\n'));
    expect(read(`${HEAD}profiles: [{plugins: {multiPoint: {enabled: [{name: GangScheduling}]}}}]\n`)).toContain('"GangScheduling" is not supported');
    // What the real program refuses is refused for that reason alone.
    expect(read(`${HEAD}extenders: [{urlPrefix: x}]\nparallelism: 0\n`)).not.toContain('extenders');
  });

  it('of another kind or version is not looked into', () => {
    expect(read('apiVersion: kubescheduler.config.k8s.io/v1beta3\nkind: KubeSchedulerConfiguration\npolicy: {}\n')).toBe([
      'kube.yaml:1:13  KSC001  apiVersion: must be kubescheduler.config.k8s.io/v1',
      '   1 | apiVersion: kubescheduler.config.k8s.io/v1beta3',
      '     |             ^',
    ].join('\n'));
  });

  it('names the place of a YAML error', () => {
    expect(read('apiVersion: [1\nkind: x\n')).toMatch(/^kube\.yaml:2:1 {2}KSC001 /);
  });

  it('cannot be combined with the parameters that it replaces', () => {
    const parameters = { ...defaultsOf(kube.parameters), config: { file: 'kube.yaml', text: HEAD } };
    expect(settingsOf(parameters).profiles[0]!.percentageOfNodesToScore).toBe(0);
    expect(() => settingsOf({ ...parameters, strategy: 'MostAllocated' })).toThrow('parameter strategy of scheduler kube');
  });

  it('makes a pod refused that requests an ignored resource', () => {
    const text = `${HEAD}profiles:\n- pluginConfig:\n  - {name: NodeResourcesFit, args: {ignoredResourceGroups: [example.com]}}\n`;
    const parameters = { ...defaultsOf(kube.parameters), config: { file: 'kube.yaml', text } };
    const podClass = { requests: { 'example.com/gpu': 1 }, deviceCount: 0 };
    expect(kube.refuses!(podClass as never, parameters)).toContain('example.com/gpu');
  });
});

/** Compares verdict, stage, plugin lists and arguments. */
function compare(recorded: readonly RecordedConfiguration[]): void {
  for (const { id, yaml, ...real } of recorded) {
    const ours = judgeConfiguration({ file: `${id}.yaml`, text: yaml });
    if (!real.ok || !ours.accepted) {
      expect([ours.accepted, ours.accepted ? null : ours.stage], id).toEqual([real.ok, real.ok ? null : real.stage]);
      continue;
    }
    const { ok: _, ...description } = real;
    expect(describeConfiguration(ours.configuration), id).toEqual(description);
  }
}

describe('the recorded configurations', () => {
  it('get the real verdict, and the real plugin lists and arguments', () => {
    const recorded = readRecording<RecordedConfiguration>('config.jsonl', 'part');
    expect(recorded).toHaveLength(69);
    compare(recorded);
  });

  it('get them at the edges of decoding and merging, too', () => {
    const recorded = readRecording<RecordedConfiguration>('config-more.jsonl', 'part');
    expect(recorded).toHaveLength(63);
    compare(recorded);
  });

  it.skipIf(!hasShared)('get them for the full set (needs ../shared or SEATRIAL_SHARED)', () => {
    const recorded = readRecording<RecordedConfiguration>('config.jsonl', 'full');
    expect(recorded).toHaveLength(89);
    compare(recorded);
  });
});
