import type { ControlPlane, ApiObject } from '../world/controlplane/index.js';
import { DEFAULT_NAMESPACE } from '../world/controlplane/index.js';
import { invariant, unreachable } from '../base/invariant.js';
import { LANE } from '../world/kernel/lanes.js';
import { KIND_WORDS } from './kind-words.js';
import type { ChangePlan } from './plan.js';
import type { FaultContext } from '../algorithms/faults/contract.js';
import type { World } from './world.js';

/**
 * Puts everything that the scenario does to the cluster into the kernel: manifests, changes, faults.
 *
 * @param disturbed  called at the instant of each of them, with its name for people
 */
export function schedule(world: World, plane: ControlPlane, disturbed: (name: string) => void): void {
  const { kernel, plan, inputs } = world;
  const steps: { readonly atUs: number; readonly run: () => void }[] = [];
  for (const workload of plan.workload) {
    if (workload.kind !== 'manifests') continue;
    const objects = inputs.manifests[workload.input]!.filter(({ kind }) => kind !== 'Node');
    const names = objects.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`).join(', ');
    steps.push({
      atUs: workload.atUs,
      run() {
        disturbed(`apply ${names}`);
        plane.apply(objects as unknown as readonly ApiObject[]);
      },
    });
  }
  for (const change of plan.changes) {
    steps.push({
      atUs: change.atUs,
      run() {
        disturbed(describe(change));
        carryOut(change, plane);
      },
    });
  }
  const context: FaultContext = {
    plane,
    nodes: world.cluster.nodes.names,
    stream: (purpose) => world.streams.get(`fault/${purpose}`),
    after: (delayUs, run) => { kernel.after(delayUs, kind, steps.push({ atUs: kernel.nowUs + delayUs, run }) - 1); },
    disturbed,
  };
  for (const { atUs, fault } of plan.faults) {
    const definition = world.catalogues.faults.get(fault.name);
    invariant(definition !== undefined, `fault ${fault.name} is not in the catalogue`);
    steps.push({ atUs, run: () => definition.strike(context, fault.parameters as never) });
  }
  const kind = kernel.kind({ name: 'script', lane: LANE.CHANGE, handler: (i) => steps[i]!.run() });
  steps.forEach(({ atUs }, i) => kernel.at(atUs, kind, i));
}

function describe(change: ChangePlan): string {
  switch (change.kind) {
    case 'scale': return `scale ${change.target} to ${change.replicas}`;
    case 'set-image': return `set image of ${change.target} to ${change.image}`;
    case 'delete': return `delete ${change.target}`;
    default: return unreachable(change);
  }
}

function carryOut(change: ChangePlan, plane: ControlPlane): void {
  const [word = '', name = ''] = change.target.split('/');
  const kind = KIND_WORDS.get(word.toLowerCase());
  invariant(kind !== undefined, `changes name kinds as kubectl does, found "${word}"`);
  const key = `${DEFAULT_NAMESPACE}/${name}`;
  switch (change.kind) {
    case 'scale': plane.scale(kind, key, change.replicas); break;
    case 'set-image': plane.setImage(kind, key, change.image, change.container); break;
    case 'delete': plane.delete(kind, key); break;
    default: unreachable(change);
  }
}
