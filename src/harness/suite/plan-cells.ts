import type { AlgorithmChoice, CellPlan } from '../../replay/plan.js';
import type { PlannedCell } from '../runner/run-cells.js';
import { contentKey } from './content-key.js';
import { needsControlPlane, planControlPlane } from './control-plane-plan.js';
import { defaultControlPlaneAlgorithms } from './default-algorithms.js';
import type { InputLoader } from './inputs.js';
import type { ListedAlgorithm } from './known-algorithms.js';
import type { LoadedScenario } from './load-scenario.js';
import { planChanges, planNodes, planWorkload } from './plan-point.js';
import { estimateCell } from './size-estimate.js';

/** Cells of at most this many pods record one row per pod unless the scenario says otherwise. */
const SMALL_CELL_PODS = 2000;

export interface PlanOptions {
  readonly suite: string;
  readonly scenario: LoadedScenario;
  readonly inputs: InputLoader;
  /** Bytes that the tables of a cell may take. */
  readonly memoryBytes: number;
  /** Replaces the scenario's seeds; null = as written. */
  readonly seeds: readonly number[] | null;
  /** Keeps these variants only; null = all. */
  readonly variants: readonly string[] | null;
}

/** All cells of a scenario: variant by variant, point by point, seed by seed. The inputs must be loaded. */
export function planCells(options: PlanOptions): PlannedCell[] {
  const { scenario, variants } = options;
  const names = Object.keys(scenario.points[0]!.scenario.variants);
  return names
    .filter((variant) => variants === null || variants.includes(variant))
    .flatMap((variant) => scenario.points.flatMap((point) => planPoint(options, variant, point)));
}

function planPoint(options: PlanOptions, variant: string, point: LoadedScenario['points'][number]): PlannedCell[] {
  const { scenario: decoded } = point;
  const { suite, scenario, inputs, memoryBytes } = options;
  const chosen = decoded.variants[variant]!;
  const index = inputs.indexFor(scenario.folder);
  const nodes = planNodes(decoded.cluster.nodes, index);
  const workload = planWorkload(decoded.workload, index);
  const changes = planChanges(decoded.changes);
  const controlPlane = planControlPlane({
    layers: [decoded['control-plane'], chosen['control-plane']],
    needed: needsControlPlane(decoded),
    defaults: defaultControlPlaneAlgorithms(),
  });
  const podCount = estimateCell({ nodes, workload, changes }, inputs.cellInputs()).pods;
  const plan: Omit<CellPlan, 'id'> = {
    nodes,
    workload,
    changes,
    faults: decoded.faults,
    scheduler: chosen.scheduler,
    decisionTime: chosen['decision-time'] ?? decoded['decision-time'],
    controlPlane,
    unschedulable: decoded.unschedulable,
    until: { quietUs: decoded.until.quiet, atMostUs: decoded.until['at-most'] },
    memoryBytes,
    recordPods: decoded.record.pods ?? podCount <= SMALL_CELL_PODS,
  };
  const used = usedAlgorithms(plan, scenario.algorithms);
  const modules = modulesOf(used, plan, scenario);
  const revisions = Object.fromEntries(used.map(({ kind, name, revision }) => [`${kind}/${name}`, revision]));
  const failure = modules.flatMap(({ description }) => (description.loaded ? [] : [description.message]))[0] ?? null;
  const moduleHashes = modules.map(({ description }) => description.graphHash);
  return (options.seeds ?? decoded.seeds).map((seed) => {
    const cell: CellPlan = { ...plan, id: { suite, scenario: scenario.name, variant, point: point.name, seed } };
    return {
      task: { plan: cell, modules: modules.map(({ url, label }) => ({ url, label })) },
      failure,
      contentKey: contentKey(cell, { inputs, moduleHashes, revisions }),
      revisions,
    };
  });
}

/** Names of everything interchangeable that a plan uses, as `kind/name`. */
function choicesOf(plan: Omit<CellPlan, 'id'>): readonly (readonly [kind: ListedAlgorithm['kind'], choice: AlgorithmChoice])[] {
  const { controlPlane } = plan;
  return [
    ['scheduler', plan.scheduler],
    ...(controlPlane === null ? [] : [
      ['strategy', controlPlane.strategy] as const,
      ...Object.values(controlPlane.controllers).map((choice) => ['controller', choice] as const),
    ]),
    ...plan.faults.map(({ fault }) => ['fault', fault] as const),
  ];
}

function usedAlgorithms(plan: Omit<CellPlan, 'id'>, listed: readonly ListedAlgorithm[]): ListedAlgorithm[] {
  const used = new Map<string, ListedAlgorithm>();
  for (const [kind, { name }] of choicesOf(plan)) {
    const found = listed.find((entry) => entry.kind === kind && entry.name === name);
    if (found !== undefined) used.set(`${kind}/${name}`, found);
  }
  for (const plugin of listed) if (plugin.kind === 'kube-plugin' && isNamed(plugin.name, plan.scheduler)) used.set(`kube-plugin/${plugin.name}`, plugin);
  return [...used.values()];
}

/** Whether a configuration of the scheduler names a plugin; a name in a comment costs no more than loading its module. */
function isNamed(plugin: string, scheduler: AlgorithmChoice): boolean {
  return documentsOf(scheduler).some((text) => text.includes(plugin));
}

function documentsOf({ parameters }: AlgorithmChoice): readonly string[] {
  return Object.values(parameters).flatMap((value) =>
    (typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' ? [value.text] : []));
}

/**
 * Modules that a cell has to load: those that bring an algorithm it uses. A name that nobody brings belongs to a module
 * that failed to load, so all failed ones count, and the cell crashes with the first one's message. So does a cell whose
 * configuration was not checked because of them, and may name what they bring.
 */
function modulesOf(used: readonly ListedAlgorithm[], plan: Omit<CellPlan, 'id'>, scenario: LoadedScenario): LoadedScenario['modules'] {
  const needed = new Set(used.map(({ moduleIndex }) => moduleIndex));
  const isMissing = choicesOf(plan).some(([kind, { name }]) => !scenario.algorithms.some((entry) => entry.kind === kind && entry.name === name));
  const mayBeMissing = isMissing || documentsOf(plan.scheduler).length > 0;
  return scenario.modules.filter(({ description }, index) => needed.has(index) || (mayBeMissing && !description.loaded));
}
