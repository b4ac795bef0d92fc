import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ScenarioError, type Problem } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import { describeModule } from '../runner/describe-module.js';
import { checkScenario } from './cross-checks.js';
import { problemsOf, type Locator } from './issues.js';
import { checkableSchedulers, knownAlgorithms, listAlgorithms, type DescribedModule, type ListedAlgorithm } from './known-algorithms.js';
import { loadDocuments } from './load-documents.js';
import { applyOverrides, substituteParams, type Override } from './overrides.js';
import { scenarioSchema, TOP_KEYS, type DecodedScenario } from './schema.js';
import { readScenarioSource } from './scenario-source.js';
import { sweepPoints } from './sweep.js';

/** A scenario file, decoded once per sweep point. */
export interface LoadedScenario {
  readonly name: string;
  /** File name, and the path as messages show it. */
  readonly file: string;
  readonly folder: string;
  /** The comment that opens the file. */
  readonly about: string;
  readonly points: readonly { readonly name: string; readonly scenario: DecodedScenario }[];
  readonly modules: readonly DescribedModule[];
  readonly algorithms: readonly ListedAlgorithm[];
  /** Places in the file, for what is checked later. */
  readonly locator: Locator;
}

/**
 * Reads and decodes a scenario file with all of its sweep points.
 *
 * @param settings  values of `--set`, put in before anything else
 * @throws ScenarioError with every problem of the file
 */
export async function loadScenario(file: string, settings: readonly Override[]): Promise<LoadedScenario> {
  const source = await readScenarioSource(file);
  const { locator } = source;
  const folder = path.dirname(file);
  const base = applyOverrides(source.data, settings, TOP_KEYS);
  const modules = await describeModules(base.data, folder);
  const algorithms = listAlgorithms(modules);
  const schema = scenarioSchema(knownAlgorithms(algorithms, modules));
  // A module that did not load may bring what a configuration names: then its cells tell, each with the module's error.
  const checkable = modules.every(({ description }) => description.loaded) ? checkableSchedulers(algorithms) : new Map<string, never>();
  const problems = new ProblemSet();
  problems.addAll(takenNames(algorithms, modules, locator));
  for (const { key, message, candidates } of base.problems) {
    problems.add({ code: 'SCN008', message: `--set ${message}`, ...hintFor(key, candidates) });
  }
  const points: { name: string; scenario: DecodedScenario }[] = [];
  for (const point of sweepPoints(sweepOf(base.data))) {
    const { data, pointLocator } = dataOfPoint(base.data, point.overrides, locator, problems);
    const parsed = schema.safeParse(data);
    if (!parsed.success) problems.addAll(problemsOf(parsed.error.issues, pointLocator));
    problems.addAll(checkScenario(data, folder, pointLocator));
    if (!parsed.success) continue;
    const loaded = await loadDocuments(parsed.data, folder, pointLocator, checkable);
    problems.addAll(loaded.problems);
    points.push({ name: point.name, scenario: loaded.scenario });
  }
  if (problems.list.length > 0) throw new ScenarioError(problems.list);
  return {
    name: points[0]!.scenario.scenario,
    file: path.basename(file),
    folder,
    about: source.about,
    points,
    modules,
    algorithms,
    locator,
  };
}

/** Problems without repetition: sweep points share most of the file. */
class ProblemSet {
  readonly #problems: Problem[] = [];
  readonly #seen = new Set<string>();
  /** Places of parameters that are not declared: what the schema says of their stand-ins is noise. */
  readonly #undeclared = new Set<string>();

  add(problem: Problem): void {
    const at = JSON.stringify(problem.place);
    if (problem.code === 'SCN009') this.#undeclared.add(at);
    else if (problem.place !== undefined && this.#undeclared.has(at)) return;
    const key = JSON.stringify([problem.code, problem.message, problem.place]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#problems.push(problem);
  }

  /** In the order of the file. */
  get list(): Problem[] {
    const order = ({ place }: Problem): number => (place?.line ?? 0) * 1e4 + (place?.column ?? 0);
    return this.#problems.toSorted((a, b) => order(a) - order(b));
  }

  addAll(problems: readonly Problem[]): void { for (const problem of problems) this.add(problem); }
}

/** Keys that name a scenario and its matrix: a sweep over them would make cells of another scenario. */
const IDENTITY_KEYS: ReadonlySet<string> = new Set(['scenario', 'use', 'sweep', 'seeds', 'variants']);

/** The data of a sweep point; what an override put in is placed at its key under `sweep`. */
function dataOfPoint(
  base: unknown, overrides: readonly Override[], locator: Locator, problems: ProblemSet,
): { data: unknown; pointLocator: Locator } {
  const swept = applyOverrides(base, overrides, TOP_KEYS);
  for (const { key } of overrides.filter((override) => IDENTITY_KEYS.has(override.key))) {
    problems.add({ code: 'SCN007', message: `sweep key "${key}" says which scenario this is, it cannot vary within one`, ...locator.place(['sweep', key], 'key') });
  }
  for (const { key, message, candidates } of swept.problems) {
    problems.add({ code: 'SCN007', message: `sweep key ${message}`, ...locator.place(['sweep', key], 'key'), ...hintFor(key, candidates) });
  }
  const { data, unknown } = substituteParams(swept.data);
  for (const { name, path: at } of unknown) {
    const params = (base as { params?: object } | null)?.params ?? {};
    problems.add({ code: 'SCN009', message: `"\${${name}}" is not declared in params`, ...locator.place(at, 'value'), ...hintFor(name, Object.keys(params)) });
  }
  const pointLocator: Locator = {
    valueAt: (at) => valueAt(data, at),
    place(at, what) {
      const dotted = at.join('.');
      const override = [...swept.paths].find(([, set]) => set.join('.') === dotted);
      return override === undefined ? locator.place(at, what) : locator.place(['sweep', override[0]], 'key');
    },
  };
  return { data, pointLocator };
}

function hintFor(written: string, candidates: readonly string[]): { hint?: string } {
  const near = suggest(written, candidates);
  return near === null ? {} : { hint: `did you mean "${near}"?` };
}

/** The sweep before it is validated: what is malformed here is reported by the schema. */
function sweepOf(data: unknown): Record<string, unknown[]> {
  const sweep = valueAt(data, ['sweep']);
  if (typeof sweep !== 'object' || sweep === null || Array.isArray(sweep)) return {};
  return Object.fromEntries(Object.entries(sweep).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0));
}

/** A module whose algorithm has the name of another one: a variant that names it would run either of them. */
function takenNames(algorithms: readonly ListedAlgorithm[], modules: readonly DescribedModule[], locator: Locator): Problem[] {
  const owners = new Map<string, string>();
  return algorithms.flatMap(({ kind, name, moduleIndex }): Problem[] => {
    const key = `${kind} ${name}`;
    const owner = owners.get(key);
    const label = moduleIndex < 0 ? 'Seatrial' : modules[moduleIndex]!.label;
    if (owner === undefined) {
      owners.set(key, label);
      return [];
    }
    return [{
      code: 'SCN011', message: `${label}: a ${kind} called "${name}" exists already, in ${owner}`,
      ...locator.place(['use', moduleIndex], 'value'), hint: 'give yours another name',
    }];
  });
}

async function describeModules(data: unknown, folder: string): Promise<DescribedModule[]> {
  const use = valueAt(data, ['use']);
  const labels = (Array.isArray(use) ? use : [use]).filter((label): label is string => typeof label === 'string');
  const modules: DescribedModule[] = [];
  for (const label of labels) {
    const module = { url: pathToFileURL(path.resolve(folder, label)).href, label };
    modules.push({ ...module, description: await describeModule(module) });
  }
  return modules;
}

function valueAt(data: unknown, at: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of at) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
