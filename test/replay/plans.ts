import * as schedulers from '../../src/algorithms/schedulers/catalog.js';
import { defaultsOf } from '../../src/algorithms/parameters.js';
import type { SchedulerDefinition } from '../../src/algorithms/schedulers/contract.js';
import type { AlgorithmChoice, CellInputs, CellPlan, NodePlan } from '../../src/replay/plan.js';

/** The built-in schedulers by name. */
export const builtInSchedulers: ReadonlyMap<string, SchedulerDefinition> = new Map(
  Object.values(schedulers).map((definition) => [definition.name, definition as unknown as SchedulerDefinition]),
);

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
