import { createRequire } from 'node:module';
import { canonicalJson, sha256 } from '../canonical-json.js';
import type { CellPlan } from '../../replay/plan.js';
import type { Manifest, ManifestAlgorithm, ManifestInput, ManifestScenario } from '../store/manifest.js';
import { RESULT_SCHEMA } from '../store/record.js';
import { NODE_INPUTS, type InputLoader } from '../suite/inputs.js';
import type { PlannedScenario, PlannedSuite } from '../suite/planned-suite.js';

/** Version of this package. */
export const SEATRIAL_VERSION: string = (createRequire(import.meta.url)('../../../package.json') as { version: string }).version;

/** The manifest of a planned suite, without the outcomes that only a run knows. */
export function makeManifest(suite: PlannedSuite): Omit<Manifest, 'outcomes' | 'cellCount'> {
  const { cells } = suite;
  return {
    schema: RESULT_SCHEMA,
    seatrialVersion: SEATRIAL_VERSION,
    suite: suite.name,
    planHash: sha256(cells.map(({ task, contentKey }) => `${canonicalJson(task.plan.id)} ${contentKey}`).join('\n')),
    scenarios: suite.scenarios.map((scenario) => describeScenario(scenario, suite)),
    algorithms: usedAlgorithms(suite),
    warnings: importWarnings(suite),
  };
}

function describeScenario(scenario: PlannedScenario, { cells, inputs }: PlannedSuite): ManifestScenario {
  const own = cells.map(({ task }) => task.plan).filter(({ id }) => id.scenario === scenario.name);
  const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
  return {
    name: scenario.name,
    file: scenario.file,
    about: scenario.about,
    variants: describeVariants(unique(own.map(({ id }) => id.variant)).map((name) => own.find(({ id }) => id.variant === name)!)),
    points: unique(own.map(({ id }) => id.point)),
    seeds: unique(own.map(({ id }) => id.seed)),
    gates: scenario.gates,
    inputs: [...scenario.files, ...inputsOf(own, inputs)],
  };
}

function inputsOf(plans: readonly PlannedSuite['cells'][number]['task']['plan'][], inputs: InputLoader): ManifestInput[] {
  const found = new Map<string, ManifestInput>();
  for (const { nodes, workload } of plans) {
    for (const entry of nodes) {
      if (entry.kind === 'uniform') continue;
      const kind = NODE_INPUTS[entry.kind];
      found.set(`${kind} ${entry.input}`, inputs.aboutOf(kind, entry.input));
    }
    for (const entry of workload) {
      if (entry.kind === 'synthetic') continue;
      const kind = entry.kind === 'trace' ? 'pods' : 'manifests';
      found.set(`${kind} ${entry.input}`, inputs.aboutOf(kind, entry.input));
    }
  }
  return [...found.values()];
}

/** Each variant in a few words: its scheduler, and those settings in which the variants differ. */
function describeVariants(plans: readonly CellPlan[]): ManifestScenario['variants'] {
  const settings = plans.map(settingsOf);
  const differing = [...new Set(settings.flatMap((entries) => [...entries.keys()]))]
    .filter((key) => new Set(settings.map((entries) => entries.get(key))).size > 1);
  return plans.map(({ id, scheduler }, i) => ({
    name: id.variant,
    scheduler: scheduler.name,
    summary: differing.flatMap((key) => settings[i]!.has(key) ? [`${key}=${settings[i]!.get(key)}`] : []).join(' '),
  }));
}

/** Everything a variant sets, as texts by name; the scheduler's own name is told apart. */
function settingsOf({ scheduler, controlPlane, decisionTime, unschedulable }: CellPlan): Map<string, string> {
  const settings = new Map<string, string>([['decisionTime', decisionTime], ['unschedulable', unschedulable]]);
  const add = (prefix: string, parameters: Readonly<Record<string, unknown>>): void => {
    for (const [name, value] of Object.entries(parameters)) {
      const file = typeof value === 'object' && value !== null ? (value as { readonly file?: string }).file : undefined;
      settings.set(`${prefix}${name}`, file ?? (typeof value === 'object' ? JSON.stringify(value) : String(value)));
    }
  };
  add('', scheduler.parameters);
  if (controlPlane === null) return settings;
  settings.set('strategy', controlPlane.strategy.name);
  add('strategy.', controlPlane.strategy.parameters);
  for (const { name, parameters } of Object.values(controlPlane.controllers)) add(`${name}.`, parameters);
  add('', { ...controlPlane.latencies, clientLimit: controlPlane.clientLimit, workers: controlPlane.workers });
  return settings;
}

function usedAlgorithms({ scenarios, cells }: PlannedSuite): ManifestAlgorithm[] {
  const used = new Set(cells.flatMap(({ revisions }) => Object.keys(revisions)));
  const found = new Map<string, ManifestAlgorithm>();
  for (const { kind, name, title, revision, source, differs, costSource, module } of scenarios.flatMap(({ algorithms }) => algorithms)) {
    if (used.has(`${kind}/${name}`)) found.set(`${kind}/${name}`, { kind, name, title, revision, source, differs, costSource, module });
  }
  return [...found.values()];
}

function importWarnings(suite: PlannedSuite): string[] {
  const all = suite.scenarios.flatMap((scenario) => describeScenario(scenario, suite).inputs);
  const warnings = all.flatMap(({ file, dropped }) => Object.entries(dropped).map(([reason, rows]) => `${file}: ${rows} rows left out: ${reason}`));
  return [...new Set([...warnings, ...suite.scenarios.flatMap((scenario) => scenario.warnings)])];
}
