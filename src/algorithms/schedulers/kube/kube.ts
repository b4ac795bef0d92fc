import { defineScheduler } from '../contract.js';
import type { ConfigurationText, ParameterValues, Parameters } from '../../parameters.js';
import { defaultProfile, parameterProblem, readProfile, type Profile } from './config/profile.js';
import { KUBE_COST } from './cost.js';
import { refusal } from './limits.js';
import type { BalancedAllocationArgs } from './config/args/node-resources-balanced-allocation.js';
import { nodeResourcesBalancedAllocation, nodeResourcesFit } from './plugins/catalog.js';
import type { NodeResourcesFitArgs } from './config/args/node-resources-fit.js';
import { kubeScheduler } from './scheduler.js';

const PARAMETERS = {
  config: {
    type: 'document', default: null,
    description: 'A KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) with one profile; it takes the place of strategy, '
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
export const kube = defineScheduler({
  name: 'kube',
  title: 'kube-scheduler 1.36: filters, integer scores, sampling, exact pick',
  source: 'kubernetes v1.36.3, pkg/scheduler; checked against recorded decisions of the real program',
  revision: 1,
  differs: [
    'Decides as with parallelism 1; at the default of 16 workers the real picks depend on a race.',
    'Nodes narrowed by name are tried in node order; the real order is that of a Go map.',
    'Pods rejected by every node are tried again when a changed node accepts them; backoff, periodic flushes and events by plugin are not modelled.',
    'No preemption: a pod of higher priority waits like any other.',
    'Volumes, pod affinity, scheduling gates, resource claims and devices are refused by name.',
    'Declared node features have no influence.',
    'A node that is removed and added again under its name within one instant goes to the end of its zone.',
  ],
  parameters: PARAMETERS,
  cost: KUBE_COST,
  readsConstraints: true,
  check: (parameters) => { profileOf(parameters); },
  refuses: (podClass, parameters) => refusal(podClass, profileOf(parameters)),
  create: (context, parameters) => kubeScheduler(context, {
    profiles: [profileOf(parameters)],
    evaluation: parameters.evaluation === 'plain' ? 'plain' : 'fast',
    tieBreak: parameters.tieBreak === 'uniform' ? 'uniform' : 'heap',
  }),
});

/** Profiles of parameters seen before: `refuses` asks once per pod class. */
const profiles = new WeakMap<Values, Profile>();

/**
 * The profile that the parameters describe.
 *
 * @throws ScenarioError when the document is wrong, or when parameters that it replaces are set besides it
 */
export function profileOf(parameters: Values): Profile {
  const profile = profiles.get(parameters)
    ?? withBalance(parameters.config === null ? profileOfStrategy(parameters) : profileOfDocument(parameters.config, parameters), parameters);
  profiles.set(parameters, profile);
  return profile;
}

function profileOfDocument(config: ConfigurationText, parameters: Values): Profile {
  for (const name of ['strategy', 'cpuWeight', 'memoryWeight', 'percentageOfNodesToScore'] as const) {
    if (parameters[name] !== PARAMETERS[name].default) {
      throw parameterProblem(`parameter ${name} of scheduler kube: set it in the configuration ${config.file} instead`);
    }
  }
  return readProfile(config);
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
