import type { PodClass } from '../../../world/cluster/index.js';
import { DEFAULT_SCHEDULER_NAME } from '../../../world/objects/index.js';
import { defineScheduler, type SchedulerDefinition } from '../contract.js';
import type { ParameterValues, Parameters } from '../../parameters.js';
import { readConfiguration } from './config/configuration.js';
import { defaultProfile, parameterProblem, type Profile } from './config/profile.js';
import { PLUGINS } from './config/registry.js';
import { KUBE_COST } from './cost.js';
import { refusal } from './limits.js';
import type { BalancedAllocationArgs } from './config/args/node-resources-balanced-allocation.js';
import { nodeResourcesBalancedAllocation, nodeResourcesFit } from './plugins/catalog.js';
import type { NodeResourcesFitArgs } from './config/args/node-resources-fit.js';
import type { PluginDefinition } from './framework/plugin.js';
import { DEFAULT_BACKOFF, type BackoffSettings } from './queue/backoff.js';
import { kubeScheduler } from './scheduler.js';

const PARAMETERS = {
  config: {
    type: 'document', default: null,
    description: 'A KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1); it takes the place of strategy, '
      + 'cpuWeight, memoryWeight and percentageOfNodesToScore',
  },
  strategy: {
    type: 'choice', default: 'LeastAllocated', choices: ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'],
    description: 'Scoring strategy of NodeResourcesFit; RequestedToCapacityRatio with the shape 0 -> 0, 100 -> 10',
  },
  cpuWeight: { type: 'integer', default: 1, min: 1, max: 100, description: 'Weight of cpu in that score' },
  memoryWeight: { type: 'integer', default: 1, min: 1, max: 100, description: 'Weight of memory in that score' },
  percentageOfNodesToScore: {
    type: 'integer', default: 0, min: 0, max: 100, unit: 'percent',
    description: 'Share of the nodes to find feasible before the search stops; 0 = adaptive (50 % falling to 5 %)',
  },
  tieBreak: {
    type: 'choice', default: 'heap', choices: ['heap', 'uniform'],
    description: 'Choice among equal scores: the heap order of 1.35 and 1.36, or a seeded uniform draw as up to 1.34',
  },
  balancedAllocation: {
    type: 'choice', default: 'change', choices: ['change', 'balance'],
    description: 'Formula of NodeResourcesBalancedAllocation: change of balance (1.36) or balance with the pod (up to 1.35)',
  },
  evaluation: {
    type: 'choice', default: 'fast', choices: ['fast', 'plain'],
    description: 'How nodes are evaluated; both decide alike, plain asks every plugin about every node',
  },
} as const satisfies Parameters;

type Values = ParameterValues<typeof PARAMETERS>;

/** kube-scheduler v1.36. */
export const kube = kubeWith(new Map());

/**
 * kube-scheduler with plugins of a user beside its own.
 *
 * @param added  by name; a configuration enables them
 */
export function kubeWith(added: ReadonlyMap<string, PluginDefinition>): SchedulerDefinition<typeof PARAMETERS> {
  const plugins = new Map([...PLUGINS, ...added]);
  /** Settings of parameters seen before: `refuses` asks once per pod class. */
  const known = new WeakMap<Values, KubeSettings>();
  const settingsFor = (parameters: Values): KubeSettings => {
    const settings = known.get(parameters) ?? settingsOf(parameters, plugins);
    known.set(parameters, settings);
    return settings;
  };
  return defineScheduler({
    name: 'kube',
    title: 'kube-scheduler 1.36: all default plugins, queue, preemption, exact pick',
    source: 'kubernetes v1.36.3, pkg/scheduler; checked against recorded decisions of the real program',
    revision: 2,
    differs: [
      'Decides as with parallelism 1; at the default of 16 workers the real picks depend on a race.',
      'Nodes narrowed by name, and candidates for preemption that are equal in every rule, are taken in node order; the real order is that of a Go map.',
      'The node at which the search for victims begins is drawn from a seeded stream.',
      'Resource claims, shares of devices, pod groups and HTTP extenders are refused by name; opportunistic batching is not there.',
      'Pods under a profile without the filter NodeResourcesFit, or that ask for a resource which it ignores, are refused by name: the simulated nodes would be overbooked.',
      'Plugins of the user that let pods wait at Permit fail the attempt.',
      'A claim that waits for its first consumer counts as bound once its pod has a node: provisioning takes no time and never fails.',
      'A node that is removed and added again under its name within one instant goes to the end of its zone.',
    ],
    parameters: PARAMETERS,
    cost: KUBE_COST,
    readsConstraints: true,
    check: (parameters) => { settingsFor(parameters); },
    refuses: (podClass, parameters) => refusalBy(podClass, settingsFor(parameters).profiles),
    create: (context, parameters) => kubeScheduler(context, {
      ...settingsFor(parameters),
      plugins,
      evaluation: parameters.evaluation === 'plain' ? 'plain' : 'fast',
      tieBreak: parameters.tieBreak === 'uniform' ? 'uniform' : 'heap',
    }),
  });
}

/** What the parameters say of profiles and of the queue. */
export interface KubeSettings {
  /** At least one; names differ. */
  readonly profiles: readonly Profile[];
  readonly backoff: BackoffSettings;
}

/**
 * The settings that the parameters describe.
 *
 * @param plugins  what a configuration can enable
 * @throws ScenarioError when the document is wrong, or when parameters that it replaces are set besides it
 */
export function settingsOf(parameters: Values, plugins: ReadonlyMap<string, PluginDefinition> = PLUGINS): KubeSettings {
  if (parameters.config === null) return { profiles: [withBalance(profileOfStrategy(parameters), parameters)], backoff: DEFAULT_BACKOFF };
  for (const name of ['strategy', 'cpuWeight', 'memoryWeight', 'percentageOfNodesToScore'] as const) {
    if (parameters[name] !== PARAMETERS[name].default) {
      throw parameterProblem(`parameter ${name} of scheduler kube: set it in the configuration ${parameters.config.file} instead`);
    }
  }
  const { profiles, podInitialBackoffSeconds, podMaxBackoffSeconds } = readConfiguration(parameters.config, plugins);
  return {
    profiles: profiles.map((profile) => withBalance(profile, parameters)),
    backoff: { ...DEFAULT_BACKOFF, initialUs: podInitialBackoffSeconds * SECOND_US, maxUs: podMaxBackoffSeconds * SECOND_US },
  };
}

const SECOND_US = 1_000_000;

/** Why pods of a class cannot be scheduled faithfully by the profile that they ask for, or null. */
function refusalBy(podClass: PodClass, profiles: readonly Profile[]): string | null {
  const [first] = profiles;
  const wanted = podClass.template?.spec.schedulerName || DEFAULT_SCHEDULER_NAME;
  const profile = profiles.find(({ schedulerName }) => schedulerName === wanted);
  if (profile === undefined && profiles.length > 1) {
    return `schedulerName ${wanted}: the profiles are called ${profiles.map(({ schedulerName }) => schedulerName).join(', ')}`;
  }
  return refusal(podClass, profile ?? first!);
}

function profileOfStrategy({ strategy, cpuWeight, memoryWeight, percentageOfNodesToScore }: Values): Profile {
  const resources = [{ name: 'cpu', weight: cpuWeight }, { name: 'memory', weight: memoryWeight }];
  const shape = [{ utilization: 0, score: 0 }, { utilization: 100, score: 10 }];
  const args: NodeResourcesFitArgs = {
    ...nodeResourcesFit.defaults,
    scoringStrategy: strategy === 'RequestedToCapacityRatio'
      ? { type: strategy, resources, shape }
      : { type: strategy === 'MostAllocated' ? strategy : 'LeastAllocated', resources },
  };
  return defaultProfile({ percentageOfNodesToScore, args: new Map([[nodeResourcesFit.name, args]]) });
}

/** The formula of the balance score is a choice of version, which no configuration file can express. */
function withBalance(profile: Profile, { balancedAllocation }: Values): Profile {
  const { name, defaults } = nodeResourcesBalancedAllocation;
  const args = (profile.args.get(name) ?? defaults) as BalancedAllocationArgs;
  const formula = balancedAllocation === 'balance' ? 'balance' : 'change';
  return { ...profile, args: new Map([...profile.args, [name, { ...args, formula }]]) };
}
