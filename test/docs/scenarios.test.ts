import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { formatDurationUs } from '../../src/base/duration.js';
import { BUILT_IN } from '../../src/harness/runner/built-in-catalogues.js';
import { planControlPlane } from '../../src/harness/suite/control-plane-plan.js';
import { defaultControlPlaneAlgorithms } from '../../src/harness/suite/default-algorithms.js';
import { scenarioJsonSchema } from '../../src/harness/suite/json-schema.js';
import { loadSuite } from '../../src/harness/suite/load-suite.js';
import { TOP_KEYS } from '../../src/harness/suite/schema.js';
import { seatrial, temporaryFolder, writeFiles } from '../cli/binary.js';
import { repositoryRoot } from '../shared.js';
import { blocksOf, commandsOf, readPage } from './page.js';

const page = readPage('scenarios.md');

/** A folder as blocks see it: shipped manifests and data beside the scenario. */
const folder = temporaryFolder();
cpSync(path.join(repositoryRoot, 'scenarios/manifests'), path.join(folder, 'manifests'), { recursive: true });
symlinkSync(path.join(repositoryRoot, 'scenarios/data'), path.join(folder, 'data'));
cpSync(path.join(repositoryRoot, 'scenarios/my-cluster'), folder, { recursive: true });
writeFiles(folder, { 'my-scheduler.mjs': '', 'my-fault.mjs': '' });

async function load(name: string, text: string) {
  writeFiles(folder, { [name]: text });
  return loadSuite({ paths: [path.join(folder, name)], settings: [], seeds: null, variants: null, memoryBytes: 2 ** 31 });
}

describe('docs/scenarios.md', () => {
  it.each(TOP_KEYS)('has a section on %s, and a row in the table of keys', (key) => {
    expect(page).toContain(`\n### ${key}\n`);
    expect(page).toContain(`| [\`${key}\`](#${key}) |`);
  });

  it('names every key that the JSON Schema knows, at any depth', () => {
    const missing = [...keysOf(scenarioJsonSchema())].filter((key) => !new RegExp(`[\`.{ ]${key}[\`:]`).test(page));
    expect(missing).toEqual([]);
  });

  it('names every value that a key of the schema may have', () => {
    expect([...valuesOf(scenarioJsonSchema())].filter((value) => !page.includes(value))).toEqual([]);
  });

  it.each([...BUILT_IN.faults.keys()])('shows the fault %s', (fault) => expect(page).toContain(`| \`${fault}\` |`));

  it('tells the defaults of the control plane as the planner has them', () => {
    const { latencies, clientLimit, strategy, workers } = planControlPlane({ layers: [], needed: true, defaults: defaultControlPlaneAlgorithms() })!;
    for (const [key, us] of [
      ['api', latencies.apiUs], ['watch', latencies.watchUs], ['start', latencies.startUs], ['ready', latencies.readyUs], ['stop', latencies.stopUs],
    ] as const) {
      expect(page).toContain(`| \`latencies.${key}\` | ${formatDurationUs(us)} |`);
    }
    expect(page).toContain(`| \`latencies.start-sigma\` | ${latencies.startSigma} |`);
    expect(page).toContain(`| \`client-limit\` | ${clientLimit!.perSecond}/s, burst ${clientLimit!.burst} |`);
    expect(page).toContain(`| \`strategy\` | \`${strategy.name}\` |`);
    expect(page).toContain(`| \`workers\` | ${workers} |`);
  });

  const yaml = blocksOf(page).filter(({ language }) => language === 'yaml');
  const smallest = yaml.find(({ text }) => text.includes('scenario:'))!;

  it('begins with a scenario that is planned as it stands, with the default seeds', async () => {
    expect((await load('smallest.yaml', smallest.text)).cells).toHaveLength(2 * 3);
  });

  it.each(yaml.filter((block) => block !== smallest && !/^use:/.test(block.text)))('is accepted where it shows yaml in line $line', async ({ text, line }) => {
    const scenario = { ...parse(smallest.text) as object, ...parse(text) as object };
    const { cells } = await load(`block-${line}.yaml`, stringify(scenario));
    expect(cells.length).toBeGreaterThan(0);
  });

  it.each(commandsOf(page))('shows a command that runs in line $line', ({ args, exit }) => {
    const { code, stderr } = seatrial(repositoryRoot, args);
    expect(code, stderr).toBe(exit);
  });
});

/** Names of properties in a JSON Schema. */
function* keysOf(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, member] of Object.entries(node)) {
    if (key === 'properties') yield* Object.keys(member as object);
    yield* keysOf(member);
  }
}

/** Texts that an `enum` or a `const` allows; names of trace formats and the like among them. */
function* valuesOf(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, member] of Object.entries(node)) {
    if (key === 'enum') yield* (member as unknown[]).map(String);
    else if (key === 'const') yield String(member);
    else yield* valuesOf(member);
  }
}
