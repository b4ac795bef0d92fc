import { invariant } from '../../base/invariant.js';
import { BUILT_IN } from '../../harness/runner/built-in-catalogues.js';
import { runCell } from '../../harness/runner/run-cell.js';
import { loadSuite } from '../../harness/suite/load-suite.js';
import type { CellInputs, CellPlan } from '../../replay/plan.js';
import type { Load } from './load.js';
import { shippedScenario } from './shipped-scenario.js';

/** Cells replayed before the ones that are timed: a worker of a run has compiled the code after its first cells. */
const WARM_UPS = 3;

/** A Deployment created with 500 replicas and rolled to another image, under the real default client limits. */
export const deployment: Load = {
  name: 'deployment',
  how: 'scenarios/deployment-500.yaml, variant default-limits, on nodes that start and stop containers at once, as those of the '
    + 'recorded cluster did (creation 24.2 s, roll at 25 %/25 % 50.8 s there); virtual seconds from the change until it settled. Wall time of a '
    + 'whole replay by one thread that has replayed three before: creation alone, and what the roll adds to it; another seed each run.',
  measures: [
    { name: 'create-virtual', title: 'Deployment 0 -> 500 (real: 24.2)', unit: 'virtual s', target: null },
    { name: 'roll-virtual', title: 'Deployment roll of 500 (real: 50.8)', unit: 'virtual s', target: null },
    { name: 'create-wall', title: 'Deployment 0 -> 500: wall', unit: 's', target: { atMost: 0.2 } },
    { name: 'roll-wall', title: 'Deployment roll of 500: wall', unit: 's', target: { atMost: 0.2 } },
    { name: 'first-wall', title: 'Deployment, both, cold process', unit: 's', target: null },
  ],
  async run(scale, round) {
    const suite = await loadSuite({
      paths: [shippedScenario('deployment-500.yaml')], settings: [], seeds: [round], variants: ['default-limits'], memoryBytes: 2 ** 31,
    });
    const both = instantContainers(suite.cells[0]!.task.plan);
    const creation = { ...both, changes: [] };
    const inputs = suite.inputs.cellInputs();
    const first = replayed(both, inputs).wallSeconds;
    for (let i = 1; i < (scale === 'full' ? WARM_UPS : 1); i++) replayed(both, inputs);
    const createWall = replayed(creation, inputs).wallSeconds;
    const { wallSeconds, virtual } = replayed(both, inputs);
    return [virtual[0]!, virtual[1]!, createWall, Math.max(0, wallSeconds - createWall), first];
  },
};

function instantContainers(plan: CellPlan): CellPlan {
  const { controlPlane } = plan;
  invariant(controlPlane !== null, 'a Deployment has a control plane');
  const latencies = { ...controlPlane.latencies, startUs: 0, startSigma: 0, readyUs: 0, stopUs: 0 };
  return { ...plan, controlPlane: { ...controlPlane, latencies } };
}

/** Wall time of a replay and the virtual seconds in which each change settled. */
function replayed(plan: CellPlan, inputs: CellInputs): { readonly wallSeconds: number; readonly virtual: readonly number[] } {
  const { result, wallSeconds } = runCell({ plan, modules: [] }, inputs, BUILT_IN);
  invariant(result.outcome === 'completed', `the Deployment's cell ended as ${result.outcome}`);
  const virtual = result.convergences.map(({ disturbance, settledSeconds }) => {
    invariant(settledSeconds !== null, `"${disturbance}" did not settle`);
    return settledSeconds;
  });
  return { wallSeconds, virtual };
}
