import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../../src/base/errors.js';
import { defaultsOf } from '../../../../src/algorithms/parameters.js';
import { readProfile, type Profile } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { POINTS } from '../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { kube, profileOf } from '../../../../src/algorithms/schedulers/kube/kube.js';
import { hasShared } from '../../../shared.js';
import { readRecording } from './recorded.js';

interface RecordedConfiguration {
  readonly id: string;
  readonly yaml: string;
  readonly ok: boolean;
  readonly errors?: readonly string[];
  readonly profiles?: readonly { readonly schedulerName: string; readonly plugins: Readonly<Record<string, readonly string[]>> }[];
}

const HEAD = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';

/** The profile, or the text of the error. */
function read(text: string): Profile | string {
  try {
    return readProfile({ file: 'kube.yaml', text });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

/** Plugins per point as the recording writes them: Score and PlacementScore with weights, PreEnqueue sorted. */
function written(profile: Profile): Readonly<Record<string, readonly string[]>> {
  const entries = POINTS.map((point): [string, string[]] => {
    const names = profile.order[point].map(({ name, weight }) => (/score$/i.test(point) && point !== 'preScore' ? `${name}=${weight}` : name));
    if (point === 'preEnqueue') names.sort((a, b) => (a < b ? -1 : 1));
    return [point[0]!.toUpperCase() + point.slice(1), names];
  });
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

describe('a KubeSchedulerConfiguration', () => {
  it('without profiles means the default profile', () => {
    const profile = read(`${HEAD}percentageOfNodesToScore: 30\n`) as Profile;
    expect(profile.percentageOfNodesToScore).toBe(30);
    expect(profile.order.score.map(({ name, weight }) => `${name}=${weight}`)).toEqual([
      'TaintToleration=3', 'NodeAffinity=2', 'NodeResourcesFit=1', 'VolumeBinding=1', 'PodTopologySpread=2', 'InterPodAffinity=2',
      'DynamicResources=2', 'NodeResourcesBalancedAllocation=1', 'ImageLocality=1',
    ]);
  });

  it('reports every problem at once, each with its line and column', () => {
    const text = `${HEAD}profiles:
- plugins:
    score:
      enabled: [{name: NodeName}, {name: VolumeBinding, weight: 2}]
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: Densest
        resources: [{name: cpu, weight: 101}]
      speed: 3
extenders: [{urlPrefix: x}]
`;
    expect(read(text)).toBe([
      'kube.yaml:14:12  KSC001  extenders: is not supported yet',
      '  14 | extenders: [{urlPrefix: x}]',
      '     |            ^',
      'kube.yaml:6:17  KSC001  profiles[0].plugins.score.enabled[0]: plugin "NodeName" does not extend score',
      '   6 |       enabled: [{name: NodeName}, {name: VolumeBinding, weight: 2}]',
      '     |                 ^',
      'kube.yaml:6:35  KSC001  profiles[0].plugins.score.enabled[1]: plugin "VolumeBinding" is not supported yet',
      '   6 |       enabled: [{name: NodeName}, {name: VolumeBinding, weight: 2}]',
      '     |                                   ^',
      'kube.yaml:11:15  KSC001  profiles[0].pluginConfig[0].args.scoringStrategy.type: "Densest" is not one of LeastAllocated, MostAllocated, RequestedToCapacityRatio',
      '  11 |         type: Densest',
      '     |               ^',
      'kube.yaml:12:41  KSC001  profiles[0].pluginConfig[0].args.scoringStrategy.resources[0].weight: must be a whole number from 0 to 100',
      '  12 |         resources: [{name: cpu, weight: 101}]',
      '     |                                         ^',
      'kube.yaml:13:7  KSC001  profiles[0].pluginConfig[0].args.speed: unknown field',
      '  13 |       speed: 3',
      '     |       ^',
    ].join('\n'));
  });

  it('names the place of a YAML error', () => {
    expect(read('apiVersion: [1\nkind: x\n')).toMatch(/^kube\.yaml:2:1 {2}KSC001 /);
  });

  it('cannot be combined with the parameters that it replaces', () => {
    const parameters = { ...defaultsOf(kube.parameters), config: { file: 'kube.yaml', text: HEAD } };
    expect(profileOf(parameters).percentageOfNodesToScore).toBe(0);
    expect(() => profileOf({ ...parameters, strategy: 'MostAllocated' })).toThrow('parameter strategy of scheduler kube');
  });

  it('makes a pod refused that requests an ignored resource', () => {
    const text = `${HEAD}profiles:\n- pluginConfig:\n  - {name: NodeResourcesFit, args: {ignoredResourceGroups: [example.com]}}\n`;
    const parameters = { ...defaultsOf(kube.parameters), config: { file: 'kube.yaml', text } };
    const podClass = { requests: { 'example.com/gpu': 1 }, deviceCount: 0 };
    expect(kube.refuses!(podClass as never, parameters)).toContain('example.com/gpu');
  });
});

describe.skipIf(!hasShared)('the recorded configurations (need ../shared or SEATRIAL_SHARED)', () => {
  it('are refused where the real loader refuses, and give the same plugins in the same order where both accept', () => {
    const outcome = { same: 0, bothRefuse: 0, notSupported: 0 };
    for (const { id, yaml, ok, profiles } of readRecording<RecordedConfiguration>('config.jsonl', 'full')) {
      const ours = read(yaml);
      if (typeof ours === 'string') {
        outcome[ok ? 'notSupported' : 'bothRefuse']++;
        if (ok) expect(ours, id).toMatch(/not supported|does not exist/);
        continue;
      }
      expect(ok, `${id} is accepted, the real loader refuses it`).toBe(true);
      expect(written(ours), id).toEqual(profiles![0]!.plugins);
      outcome.same++;
    }
    expect(outcome.same + outcome.bothRefuse + outcome.notSupported).toBe(89);
    if (process.env.KUBE_TALLY !== undefined) process.stderr.write(`${JSON.stringify(outcome)}\n`);
  });
});
