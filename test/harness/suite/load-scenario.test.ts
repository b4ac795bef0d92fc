import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../src/base/errors.js';
import { loadScenario } from '../../../src/harness/suite/load-scenario.js';
import { parseSetting } from '../../../src/harness/suite/overrides.js';
import { temporaryFolder, writeFiles } from '../../cli/binary.js';

const folder = temporaryFolder();
let count = 0;

/** A sound scenario; a line of the same top key takes the place of its own. */
const SOUND: readonly (readonly [key: string, text: string])[] = [
  ['scenario', 'scenario: sound'],
  ['params', 'params: { nodes: 3 }'],
  ['cluster', 'cluster: { nodes: [{ count: "${nodes}", capacity: { cpu: 4, memory: 32Gi } }] }'],
  ['workload', 'workload: [{ synthetic: { arrivals: { poisson: 5/s }, shapes: [{ cpu: 500m, memory: 1Gi }], count: 10 } }]'],
  ['variants', 'variants: { a: { scheduler: first-fit }, b: { scheduler: best-fit } }'],
];

function scenarioWith(line: string): string {
  const key = line.slice(0, line.indexOf(':'));
  const known = SOUND.some(([other]) => other === key);
  return [...SOUND.map(([other, text]) => (other === key ? line : text)), ...(known ? [] : [line])].join('\n');
}

async function load(text: string, settings: readonly string[] = []) {
  const name = `scenario-${count++}.yaml`;
  writeFiles(folder, { [name]: text });
  return loadScenario(path.join(folder, name), settings.map((written) => parseSetting(written)!));
}

async function problems(text: string, settings: readonly string[] = []): Promise<readonly string[]> {
  try {
    await load(text, settings);
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ code, place, message, hint }) => `${place?.line}:${place?.column} ${code} ${message}${hint === undefined ? '' : ` | ${hint}`}`);
  }
}

describe('a wrong scenario', () => {
  // The line is put into a sound scenario of five lines; columns are counted by hand in the line given here.
  const rows: readonly (readonly [line: string, problem: string])[] = [
    ['extra: 1', '6:1 SCN002 unknown key "extra" | allowed here: scenario, params'],
    ['varients: 1', '6:1 SCN002 unknown key "varients" | did you mean "variants"?'],
    ['scenario: no spaces please', '1:11 SCN005 scenario is "no spaces please", expected letters, digits, dots and dashes'],
    ['scenario: 5', '1:11 SCN004 scenario is 5, expected text'],
    ['cluster: { nodes: 5 }', '3:19 SCN004 nodes is 5, expected a group of nodes'],
    ['cluster: { nodes: [{ count: 0, capacity: { cpu: 1, memory: 1Gi } }] }', '3:29 SCN005 count is 0, expected at least 1'],
    ['cluster: { nodes: [{ count: 1, capacity: { cpu: 4x, memory: 1Gi } }] }', '3:49 SCN006 "4x" is not a CPU quantity'],
    ['cluster: { nodes: [{ count: 1, capacity: { cpu: 4 } }] }', '3:32 SCN003 missing key "memory" in capacity'],
    ['cluster: { nodes: [{ count: 1, zonez: [a], capacity: { cpu: 4, memory: 1Gi } }] }', '3:32 SCN002 unknown key "zonez" | did you mean "zones"?'],
    ['cluster: { nodes: [{ count: "${m}", capacity: { cpu: 4, memory: 1Gi } }] }', '3:29 SCN009 "${m}" is not declared in params'],
    ['cluster: { nodes: { trace: { format: openb, file: nowhere.csv } } }', '3:51 SCN030 there is no file "nowhere.csv"'],
    ['cluster: { nodes: { trace: { format: opnb, file: . } } }', '3:38 SCN005 format is "opnb", expected openb | did you mean "openb"?'],
    ['workload: [17]', '4:12 SCN004 entry 1 of workload is 17, expected a workload: trace, manifests, synthetic or headroom'],
    ['workload: [{ trace: { format: openb, file: ., fill: 1.3.0, times: one-by-one } }]', '4:53 SCN006 "1.3.0" is not a percentage'],
    ['workload: [{ trace: { format: openb, file: ., order: shuffled } }]', '4:47 SCN031 "order" changes the list of pods'],
    ['workload: [{ synthetic: { arrivals: { poisson: 5 }, shapes: [{ cpu: 1, memory: 1Gi }], count: 9 } }]', '4:48 SCN006 5 is not a rate'],
    ['workload: [{ synthetic: { arrivals: { poison: 5/s }, shapes: [{ cpu: 1, memory: 1Gi }], count: 9 } }]', '4:39 SCN002 unknown key "poison" | did you mean "poisson"?'],
    ['workload: [{ synthetic: { arrivals: { poisson: 5/s }, shapes: [{ cpu: 1, memory: 1Gi }] } }]', '4:25 SCN005 neither count nor until'],
    ['variants: {}', '5:11 SCN005 expected at least one variant'],
    ['variants: { a: { scheduler: firts-fit } }', '5:29 SCN010 unknown scheduler "firts-fit" | did you mean "first-fit"?  See: seatrial list schedulers'],
    ['variants: { a: { scheduler: { kube: { cpuWeigth: 3 } } } }',
      '5:39 SCN012 unknown parameter "cpuWeigth" for scheduler "kube" | did you mean "cpuWeight"?  See: seatrial explain scheduler kube'],
    ['variants: { a: { scheduler: { kube: { cpu-weight: 0 } } } }', '5:51 SCN013 parameter "cpu-weight" of scheduler "kube" is 0, expected a whole number from 1 to 100'],
    ['variants: { a: { schedular: first-fit } }', '5:13 SCN003 missing key "scheduler" in a'],
    ['variants: { a: { scheduler: { kube: { config: nowhere.yaml } } } }', '5:47 SCN030 there is no file "nowhere.yaml"'],
    ['unschedulable: giveup', '6:16 SCN005 unschedulable is "giveup", expected one of wait, give-up | did you mean "give-up"?'],
    ['sweep: { nods: [1, 2] }', '6:10 SCN007 sweep key "nods" is neither an entry of params nor a path of this scenario | did you mean "nodes"?'],
    ['sweep: { until.at-mots: [5m] }', '6:10 SCN007 sweep key "until.at-mots"'],
    ['sweep: { scenario: [a, b] }', '6:10 SCN007 sweep key "scenario" says which scenario this is'],
    ['seeds: 9..x', '6:8 SCN005 seeds is "9..x", expected a count, a list or a range such as 42..51'],
    ['seeds: 1..99999999999', '6:8 SCN005 expected at most 100000 seeds'],
    ['seeds: 99999999999', '6:8 SCN005 seeds is 99999999999, expected at most 100000'],
    ['params: { nodes: .nan }', 'NaN'],
    ['workload: [{ synthetic: { arrivals: { poisson: 5/s }, shapes: [{ cpu: 1, memory: 1Gi, weight: 0 }], count: 9 } }]', 'weight is 0, expected more than 0'],
    ['gates: [{ metric: makespan_seconds, at-most: .inf }]', '6:46 SCN004 at-most is Infinity, expected a number, a percentage or a duration'],
    ['seeds: []', '6:8 SCN005 seeds is a list, expected at least 1 entry'],
    ['until: { quiet: 5 minutes }', '6:17 SCN006 "5 minutes" is not a duration'],
    ['changes: [{ at: 5m, scale: web, replicas: 2 }]', '6:28 SCN005 scale is "web", expected kind/name'],
    ['changes: [{ at: 5m, sclae: deployment/web, replicas: 2 }]', '6:21 SCN002 unknown key "sclae" | did you mean "scale"?'],
    ['faults: [{ at: 5m, crash-nodez: {} }]', '6:20 SCN010 unknown fault "crash-nodez"'],
    ['control-plane: { latencies: { api: 5 } }', '6:36 SCN006 5 is not a duration'],
    ['control-plane: { strategy: level-trigered }', '6:28 SCN010 unknown strategy "level-trigered" | did you mean "level-triggered"?'],
    ['gates: [{ metric: makespam_seconds, at-most: 5m }]', '6:19 SCN020 unknown metric "makespam_seconds" | did you mean "makespan_seconds"?'],
    ['gates: [{ metric: makespan_seconds }]', '6:19 SCN020 a gate needs either at-most / at-least, or versus'],
    ['gates: [{ metric: makespan_seconds, at-most: soon }]', '6:46 SCN020 expected a number of seconds or a duration'],
    ['gates: [{ metric: makespan_seconds, variant: c, at-most: 5m }]', '6:46 SCN021 unknown variant "c", expected one of *, a, b'],
    ['gates: [{ metric: makespan_seconds, versus: basline, may-rise: 1% }]', '6:45 SCN021 unknown variant "basline"'],
    ['use: 5', '6:6 SCN004 use is 5, expected'],
    ['record: { pods: maybe }', '6:17 SCN004 pods is "maybe", expected true or false'],
  ];

  it.each(rows)('%s', async (line, problem) => {
    const found = await problems(scenarioWith(line));
    expect(found.some((text) => text.startsWith(problem) || text.includes(problem)), found.join('\n')).toBe(true);
  });

  it('tells every problem at once, in the order of the file', async () => {
    const text = scenarioWith('variants: { a: { scheduler: firts-fit } }').replace('count: 10', 'count: none').replace('scenario: sound', 'scenario: un sound');
    expect((await problems(text)).map((problem) => problem.split(' ', 2).join(' '))).toEqual(['1:11 SCN005', '4:100 SCN004', '5:29 SCN010']);
  });

  it('has an excerpt with the wrong part underlined', async () => {
    const error = await load(scenarioWith('unschedulable: giveup')).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain('   6 | unschedulable: giveup\n     |                ^^^^^^\n     = did you mean "give-up"?');
  });

  it('is told once although every sweep point meets it', async () => {
    expect(await problems(scenarioWith('sweep: { nodes: [1, 2, 3] }\nunschedulable: giveup'))).toHaveLength(1);
  });

  it('is named by --set when that is what is wrong', async () => {
    expect(await problems(scenarioWith('seeds: 2'), ['untli.quiet=5m'])).toEqual([expect.stringContaining('SCN008 --set "untli.quiet" is neither')]);
  });
});

describe('a sound scenario', () => {
  it('has no problems', async () => {
    expect(await problems(scenarioWith('seeds: 2'))).toEqual([]);
  });

  it('fills in params, sweep points and --set, in this order of strength', async () => {
    const countOf = async (settings: string[], sweep: string): Promise<unknown[]> => {
      const { points } = await load(scenarioWith(sweep), settings);
      return points.map(({ name, scenario }) => [name, (scenario.cluster.nodes[0] as { count: number }).count]);
    };
    expect(await countOf([], 'seeds: 2')).toEqual([['', 3]]);
    expect(await countOf(['nodes=7'], 'seeds: 2')).toEqual([['', 7]]);
    expect(await countOf(['cluster.nodes.0.count=9'], 'seeds: 2')).toEqual([['', 9]]);
    expect(await countOf(['nodes=7'], 'sweep: { nodes: [1, 2] }')).toEqual([['nodes=1', 1], ['nodes=2', 2]]);
  });

  it('makes all combinations of a sweep, the first key slowest', async () => {
    const { points } = await load(scenarioWith('sweep: { nodes: [1, 2], workload.0.synthetic.count: [5, 6] }'));
    expect(points.map(({ name }) => name)).toEqual([
      'nodes=1,workload.0.synthetic.count=5', 'nodes=1,workload.0.synthetic.count=6',
      'nodes=2,workload.0.synthetic.count=5', 'nodes=2,workload.0.synthetic.count=6',
    ]);
  });

  it('runs a value that a sweep names twice once', async () => {
    const { points } = await load(scenarioWith('sweep: { nodes: [2, 1, 2] }'));
    expect(points.map(({ name }) => name)).toEqual(['nodes=2', 'nodes=1']);
  });

  it.each([
    ['seeds: 3', [1, 2, 3]],
    ['seeds: [5, 9]', [5, 9]],
    ['seeds: 42..45', [42, 43, 44, 45]],
  ])('%s', async (line, seeds) => {
    expect((await load(scenarioWith(line))).points[0]!.scenario.seeds).toEqual(seeds);
  });

  it('turns durations, quantities and percentages into what the simulation counts in', async () => {
    const { points } = await load(scenarioWith('until: { quiet: 1m30s, at-most: 2h }'));
    const { until, cluster } = points[0]!.scenario;
    expect(until).toEqual({ quiet: 90e6, 'at-most': 7200e6 });
    // 4 CPU = 4,000 milli-CPU; 32 Gi = 32 x 2^30 bytes; 110 pods are kubelet's default
    expect(cluster.nodes[0]).toMatchObject({ capacity: { cpu: 4000, memory: 32 * 2 ** 30, pods: 110 } });
  });
});
