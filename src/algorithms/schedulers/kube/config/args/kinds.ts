import type { ArgumentsKind } from './arguments-kind.js';
import { defaultPreemptionArgs } from './default-preemption.js';
import { dynamicResourcesArgs } from './dynamic-resources.js';
import { interPodAffinityArgs } from './inter-pod-affinity.js';
import { nodeAffinityArgs } from './node-affinity.js';
import { balancedAllocationArgs } from './node-resources-balanced-allocation.js';
import { nodeResourcesFitArgs } from './node-resources-fit.js';
import { podTopologySpreadArgs } from './pod-topology-spread.js';
import { volumeBindingArgs } from './volume-binding.js';

/** The plugins of the real program that take arguments, by name; `<name>Args` is the kind of their arguments. */
export const ARGUMENTS_KINDS: ReadonlyMap<string, ArgumentsKind<unknown>> = new Map(Object.entries({
  DefaultPreemption: erased(defaultPreemptionArgs),
  DynamicResources: erased(dynamicResourcesArgs),
  InterPodAffinity: erased(interPodAffinityArgs),
  NodeAffinity: erased(nodeAffinityArgs),
  NodeResourcesBalancedAllocation: erased(balancedAllocationArgs),
  NodeResourcesFit: erased(nodeResourcesFitArgs),
  PodTopologySpread: erased(podTopologySpreadArgs),
  VolumeBinding: erased(volumeBindingArgs),
}));

/** A kind that forgets the type of its arguments: the table hands each kind only what it decoded itself. */
function erased<Args>({ defaults, decode, describe }: ArgumentsKind<Args>): ArgumentsKind<unknown> {
  return { defaults, decode, describe: (args) => describe(args as Args) };
}
