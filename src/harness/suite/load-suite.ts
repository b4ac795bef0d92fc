import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { byCodeUnit } from '../../base/by-code-unit.js';
import { ScenarioError, UserError, type Problem } from '../../base/errors.js';
import { checkWithInputs } from './input-checks.js';
import { InputLoader } from './inputs.js';
import { shown } from './shown-path.js';
import { loadScenario, type LoadedScenario } from './load-scenario.js';
import { loadPerfSuite } from './scheduler-perf/load-perf-suite.js';
import type { Override } from './overrides.js';
import { planCells } from './plan-cells.js';
import { plannedScenario } from './planned-scenario.js';
import type { PlannedSuite, SuiteOptions } from './planned-suite.js';

/**
 * Loads the scenarios of some files and folders and plans their cells.
 *
 * @throws UserError with every problem of every file
 */
export async function loadSuite(options: SuiteOptions): Promise<PlannedSuite> {
  if (options.schedulerPerf !== undefined) return loadPerfSuite(options, options.schedulerPerf);
  const files = (await Promise.all(options.paths.map(scenarioFiles))).flat();
  const scenarios = await loadAll(files, options.settings);
  refuseDoubles(scenarios);
  refuseUnknownVariants(scenarios, options.variants);
  const inputs = new InputLoader();
  await collectProblems(scenarios, async (scenario) => {
    await loadInputs(scenario, inputs);
    const problems = checkWithInputs(scenario, inputs);
    if (problems.length > 0) throw new ScenarioError(problems);
  });
  const name = suiteName(options.paths);
  const cells = scenarios.flatMap((scenario) => planCells({ ...options, suite: name, scenario, inputs }));
  return { name, scenarios: scenarios.map(plannedScenario), cells, inputs, source: options };
}

/** The scenario files that a path stands for: itself, or the YAML files of a folder, by name. */
export async function scenarioFiles(target: string): Promise<string[]> {
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new ScenarioError([{ code: 'SCN000', message: `the scenario cannot be read (${error.code ?? error.message})`, place: { file: target } }]);
  });
  if (found === null) {
    throw new ScenarioError([{ code: 'SCN000', message: 'there is no scenario here', place: { file: target }, hint: 'see: seatrial list scenarios' }]);
  }
  if (!found.isDirectory()) return [target];
  const names = (await readdir(target)).filter((name) => /\.ya?ml$/.test(name)).sort(byCodeUnit);
  if (names.length === 0) {
    throw new ScenarioError([{ code: 'SCN000', message: 'this folder holds no scenario (*.yaml)', place: { file: target } }]);
  }
  return names.map((name) => path.join(target, name));
}

async function loadAll(files: readonly string[], settings: readonly Override[]): Promise<LoadedScenario[]> {
  const loaded: LoadedScenario[] = [];
  await collectProblems(files, async (file) => { loaded.push(await loadScenario(file, settings)); });
  return loaded;
}

/** Does something for each item and throws the problems of all together. */
async function collectProblems<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const problems: Problem[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
}

/** Reads every file that a scenario names, at any of its sweep points. */
async function loadInputs(scenario: LoadedScenario, inputs: InputLoader): Promise<void> {
  const { folder } = scenario;
  for (const { scenario: decoded } of scenario.points) {
    for (const group of decoded.cluster.nodes) {
      if ('trace' in group) await inputs.loadTrace('nodes', group.trace.format, group.trace.file, folder);
      else if ('dump' in group) await inputs.loadDump(group.dump.file, folder);
      else if ('manifests' in group) await inputs.loadManifests(group.manifests, folder);
    }
    for (const entry of decoded.workload) {
      if ('trace' in entry) await inputs.loadTrace('pods', entry.trace.format, entry.trace.file, folder);
      else if ('manifests' in entry) await inputs.loadManifests(entry.manifests, folder);
      else if ('headroom' in entry) await inputs.loadManifests([entry.headroom.pod], folder);
    }
  }
}

function refuseDoubles(scenarios: readonly LoadedScenario[]): void {
  const files = new Map<string, string>();
  for (const { name, file, folder } of scenarios) {
    const other = files.get(name);
    if (other !== undefined) {
      throw new ScenarioError([{
        code: 'SCN040', message: `scenario "${name}" exists already in ${other}`, place: { file: shown(path.join(folder, file)) },
        hint: 'names of scenarios are unique in a suite',
      }]);
    }
    files.set(name, file);
  }
}

function refuseUnknownVariants(scenarios: readonly LoadedScenario[], variants: readonly string[] | null): void {
  const known = new Set(scenarios.flatMap(({ points }) => Object.keys(points[0]!.scenario.variants)));
  const unknown = (variants ?? []).filter((variant) => !known.has(variant));
  if (unknown.length > 0) {
    throw new ScenarioError(unknown.map((variant) => ({
      code: 'SCN041', message: `no scenario has a variant "${variant}"`, hint: `variants are: ${[...known].join(', ')}`,
    })));
  }
}

/** A folder's name, a file's name without its ending; several joined by a plus. */
function suiteName(paths: readonly string[]): string {
  return paths.map((target) => path.basename(path.resolve(target)).replace(/\.ya?ml$/, '')).join('+');
}
