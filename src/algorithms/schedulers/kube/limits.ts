import type { PodClass } from '../../../world/cluster/index.js';
import type { PodSpec } from '../../../world/objects/index.js';
import type { Profile } from './config/profile.js';
import type { NodeResourcesFitArgs } from './config/args/node-resources-fit.js';
import { isFiltered, nodeResourcesFit } from './plugins/node-resources-fit.js';

/** A pod feature that is not there, and how to tell that a pod uses it. */
interface Limit { readonly feature: string; readonly isUsed: (spec: PodSpec) => boolean }

const LIMITS: readonly Limit[] = [
  { feature: 'resource claims (DynamicResources)', isUsed: ({ resourceClaims = [] }) => resourceClaims.length > 0 },
  { feature: 'a pod group (GangScheduling)', isUsed: (spec) => 'schedulingGroup' in spec || 'workloadRef' in spec },
];

/**
 * Why pods of this class cannot be scheduled faithfully, by the name of what is missing; null when they can. Without
 * this the pod would be placed as if it had not asked.
 */
export function refusal(podClass: PodClass, profile: Profile): string | null {
  if (podClass.deviceCount > 0) {
    return 'devices: kube-scheduler counts whole devices as an extended resource such as nvidia.com/gpu';
  }
  const ignored = ignoredResource(podClass, profile);
  if (ignored !== null) return `resource ${ignored}: the scheduler would ignore it, but the simulated nodes count it`;
  if (!profile.order.filter.some(({ name }) => name === 'NodeResourcesFit')) {
    return 'a profile without the filter NodeResourcesFit: it would place pods that the simulated nodes have no room for';
  }
  const spec = podClass.template?.spec;
  if (spec === undefined) return null;
  const limit = LIMITS.find(({ isUsed }) => isUsed(spec));
  if (limit !== undefined) return `${limit.feature}: not supported yet`;
  const scheduler = spec.schedulerName ?? '';
  if (scheduler !== '' && scheduler !== profile.schedulerName) {
    return `schedulerName ${scheduler}: the profile is called ${profile.schedulerName}`;
  }
  return null;
}

/** A requested resource that Filter does not look at: ignored by the profile, or of no kind that the scheduler knows. */
function ignoredResource({ requests }: PodClass, profile: Profile): string | null {
  // The catalogue decoded or built these arguments under this name.
  const args = (profile.args.get('NodeResourcesFit') ?? nodeResourcesFit.defaults) as NodeResourcesFitArgs;
  return Object.keys(requests).find((name) => requests[name]! > 0 && !isFiltered(name, args)) ?? null;
}
