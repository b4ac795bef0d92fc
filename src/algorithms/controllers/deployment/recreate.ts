import { isTerminal, type Task } from '../../../world/controlplane/index.js';
import { BY_CONTROLLER, countsOf, podsIn, replicasOf } from '../workloads.js';
import { cleanHistory } from './history.js';
import { syncGenerations } from './newest.js';
import { activeOf, isComplete, RolloutError, scaleTo, type Generations, type Rollout } from './rollout.js';
import { reportProgress } from './status.js';

/**
 * One step of a Recreate: all old ReplicaSets go to 0, and only when no old pod runs any more is the newest made.
 *
 * Source: pkg/controller/deployment/recreate.go v1.36.3.
 */
export function* recreate(rollout: Rollout): Task<RolloutError | null> {
  const found = yield* syncGenerations(rollout, 'find');
  if (found instanceof RolloutError) return found;
  let isScaled = false;
  for (const set of activeOf(found.old)) {
    const outcome = yield* scaleTo(rollout, set, { replicas: 0 });
    if (outcome instanceof RolloutError) return outcome;
    isScaled ||= outcome.isScaled;
  }
  if (isScaled || runOldPods(rollout, found)) return yield* reportProgress(rollout, found);

  const generations = found.newest === null ? yield* syncGenerations(rollout, 'create') : found;
  if (generations instanceof RolloutError) return generations;
  const outcome = yield* scaleTo(rollout, generations.newest!, { replicas: replicasOf(rollout.deployment) });
  if (outcome instanceof RolloutError) return outcome;
  if (isComplete(rollout.deployment)) {
    const error = yield* cleanHistory(rollout, generations.old);
    if (error !== null) return error;
  }
  return yield* reportProgress(rollout, generations);
}

/** Whether old ReplicaSets report pods or old pods that have not ended are to be seen, also terminating ones. */
function runOldPods({ context, sets }: Rollout, { newest, old }: Generations): boolean {
  if (old.some((set) => countsOf(set).replicas > 0)) return true;
  const pods = podsIn(context.view('Pod'));
  return sets.some((set) => set.metadata.uid !== newest?.metadata.uid
    && pods.byIndex(BY_CONTROLLER, set.metadata.uid ?? '').some((pod) => !isTerminal(pod)));
}
