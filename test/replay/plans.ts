import * as controllers from '../../src/algorithms/controllers/catalog.js';
import type { ControllerDefinition } from '../../src/algorithms/controllers/contract.js';
import * as strategies from '../../src/algorithms/controllers/strategies.js';
import type { StrategyDefinition } from '../../src/algorithms/controllers/strategy.js';
import * as faults from '../../src/algorithms/faults/catalog.js';
import type { FaultDefinition } from '../../src/algorithms/faults/contract.js';
import * as schedulers from '../../src/algorithms/schedulers/catalog.js';
import { defaultsOf } from '../../src/algorithms/parameters.js';
import type { SchedulerDefinition } from '../../src/algorithms/schedulers/contract.js';
import type { Catalogues } from '../../src/replay/catalogues.js';
import type { AlgorithmChoice, CellInputs, CellPlan, ControlPlanePlan, NodePlan } from '../../src/replay/plan.js';

/** The built-in schedulers by name. */
export const builtInSchedulers: ReadonlyMap<string, SchedulerDefinition> = byName(schedulers);

/** A scheduler with its default parameters, some of them replaced. */
export function choose(name: string, parameters: Readonly<Record<string, unknown>> = {}): AlgorithmChoice {
  return { name, parameters: { ...defaultsOf(builtInSchedulers.get(name)!.parameters), ...parameters } };
}

/** `count` nodes of one shape. */
export function uniform(count: number, allocatable = { cpu: 4000, memory: 32 * 2 ** 30 }, devices: { count: number; model: string } | null = null): NodePlan {
  return { kind: 'uniform', count, name: 'node-{i}', allocatable, allowedPods: 110, labels: {}, taints: [], zones: ['a', 'b', 'c'], devices };
}

/** A scheduler-only cell; what a test does not name has an unobtrusive value. */
export function cell(parts: Partial<CellPlan> & Pick<CellPlan, 'workload'>): CellPlan {
  return {
    id: { suite: 'test', scenario: 'test', variant: 'v', point: '', seed: 1 },
    nodes: [uniform(10)],
    changes: [],
    faults: [],
    scheduler: choose('first-fit'),
    decisionTime: 'none',
    controlPlane: null,
    unschedulable: 'wait',
    until: { quietUs: 60e6, atMostUs: 24 * 3600e6 },
    memoryBytes: 2 ** 30,
    recordPods: false,
    ...parts,
  };
}

export const NO_INPUTS: CellInputs = { nodes: [], pods: [], manifests: [] };

/** Controllers, strategies and faults by name. */
export const builtIns: Catalogues = {
  schedulers: builtInSchedulers,
  controllers: byName<ControllerDefinition>(controllers),
  strategies: byName<StrategyDefinition>(strategies),
  faults: byName<FaultDefinition>(faults),
  kubePlugins: new Map(),
};

/** A control plane in which every hop takes no time and nothing is limited. */
export function instantControlPlane(parts: Partial<ControlPlanePlan> = {}): ControlPlanePlan {
  return {
    latencies: { apiUs: 0, watchUs: 0, startUs: 0, startSigma: 0, readyUs: 0, stopUs: 0 },
    clientLimit: null,
    controllers: Object.fromEntries([...builtIns.controllers.values()].map(({ name, parameters }) => [name, { name, parameters: defaultsOf(parameters) }])),
    strategy: strategyChoice('level-triggered'),
    workers: 5,
    ...parts,
  };
}

export function strategyChoice(name: string, parameters: Readonly<Record<string, unknown>> = {}): AlgorithmChoice {
  return { name, parameters: { ...defaultsOf(builtIns.strategies.get(name)!.parameters), ...parameters } };
}

function byName<T extends { readonly name: string }>(catalog: object): ReadonlyMap<string, T> {
  return new Map((Object.values(catalog) as T[]).map((definition) => [definition.name, definition]));
}
