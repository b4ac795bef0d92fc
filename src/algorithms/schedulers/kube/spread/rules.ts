import type { PodClass } from '../../../../world/cluster/index.js';
import type { LabelSelector, Pod, TopologySpreadConstraint } from '../../../../world/objects/index.js';
import { NO_DOMAIN, type Domains, type Topology } from '../topology/domains.js';
import { nodeSet, type NodeSet } from './node-set.js';
import { PodSet } from './pod-set.js';

/** Scores by this label count single nodes; it is the only key that is special. */
const HOSTNAME = 'kubernetes.io/hostname';

/** What is counted for a constraint: pods of a set by domain, on the nodes of a set. */
export interface DomainCounting {
  readonly pods: PodSet;
  readonly nodes: NodeSet;
  readonly topology: Topology;
  /** Equal for what comes to the same counts. */
  readonly text: string;
}

/** A constraint that filters (`DoNotSchedule`). */
export interface HardConstraint {
  readonly maxSkew: number;
  readonly minDomains: number;
  /** 1 if the pod itself is one of those it spreads. */
  readonly selfMatch: number;
  /** `nodeTaintsPolicy` is Honor. */
  readonly honorsTaints: boolean;
  readonly topology: Topology;
  readonly counting: DomainCounting;
}

/** A constraint that scores (`ScheduleAnyway`). */
export interface SoftConstraint {
  readonly maxSkew: number;
  /** Tells the nodes that have the label. */
  readonly topology: Topology;
  readonly pods: PodSet;
  /** Null: pods are counted by node. */
  readonly counting: DomainCounting | null;
}

/** The constraints of a pod class. */
export interface SpreadRules {
  readonly hard: readonly HardConstraint[];
  readonly soft: readonly SoftConstraint[];
  /** Nodes that lack the label of a soft constraint score nothing at all. */
  readonly requiresAllLabels: boolean;
  /** Equal for rules that need the same counts. */
  readonly text: string;
}

export const NO_RULES: SpreadRules = { hard: [], soft: [], requiresAllLabels: true, text: '' };

interface RulesOptions {
  readonly domains: Domains;
  readonly constraints: readonly TopologySpreadConstraint[];
  /** Takes the place of the constraints' own selectors; default constraints have none. */
  readonly selectors: readonly LabelSelector[] | null;
  readonly requiresAllLabels: boolean;
}

/**
 * Makes constraints ready for a pod class.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread (common.go, filtering.go, scoring.go).
 */
export function spreadRules(podClass: PodClass, { domains, constraints, selectors, requiresAllLabels }: RulesOptions): SpreadRules {
  const pod: Pod = podClass.template ?? { metadata: { name: '' }, spec: { containers: [] } };
  const { metadata: { namespace, labels } } = pod;
  const withAction = (action: string): readonly TopologySpreadConstraint[] =>
    constraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action);
  const podsOf = (constraint: TopologySpreadConstraint): PodSet => new PodSet(namespace, selectors ?? selectorsOf(constraint, pod));
  const counting = (constraint: TopologySpreadConstraint, pods: PodSet, topology: Topology, keys: readonly string[]): DomainCounting => {
    const nodes = nodeSet({
      keys,
      honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
      honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
    }, pod.spec);
    return { pods, nodes, topology, text: JSON.stringify([pods.text, nodes.text, topology.name]) };
  };

  const hardOnes = withAction('DoNotSchedule');
  const hardKeys = hardOnes.map(({ topologyKey }) => topologyKey);
  const hard = hardOnes.map((constraint): HardConstraint => {
    const pods = podsOf(constraint);
    const topology = domains.of(constraint.topologyKey);
    return {
      maxSkew: constraint.maxSkew,
      minDomains: constraint.minDomains ?? 1,
      selfMatch: pods.selects(labels) ? 1 : 0,
      honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
      topology,
      counting: counting(constraint, pods, topology, hardKeys),
    };
  });
  const softOnes = withAction('ScheduleAnyway');
  const softKeys = requiresAllLabels ? softOnes.map(({ topologyKey }) => topologyKey) : [];
  const soft = softOnes.map((constraint): SoftConstraint => {
    const { topologyKey, maxSkew } = constraint;
    const pods = podsOf(constraint);
    const topology = domains.of(topologyKey);
    if (topologyKey === HOSTNAME) return { maxSkew, pods, topology, counting: null };
    // Nodes without the label are a domain of their own, called "", where they may count at all.
    const counted = requiresAllLabels ? topology : domains.of(topologyKey, 'as-empty');
    return { maxSkew, pods, topology, counting: counting(constraint, pods, counted, softKeys) };
  });
  const text = JSON.stringify([
    hard.map((constraint) => constraint.counting.text),
    soft.map(({ counting: domainCounting, pods }) => domainCounting?.text ?? pods.text),
  ]);
  return { hard, soft, requiresAllLabels, text };
}

/** Whether a node has the labels of all soft constraints. */
export function hasAllLabels(soft: readonly SoftConstraint[], node: number): boolean {
  for (let k = 0; k < soft.length; k++) if (soft[k]!.topology.domain[node] === NO_DOMAIN) return false;
  return true;
}

/** A constraint's selector with the pod's own values of `matchLabelKeys`; an absent selector stays absent. */
function selectorsOf(
  { labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, { metadata: { labels = {} } }: Pod,
): readonly (LabelSelector | null)[] {
  if ((labelSelector ?? null) === null) return [null];
  const keys = matchLabelKeys.filter((key) => Object.hasOwn(labels, key));
  if (keys.length === 0) return [labelSelector!];
  return [labelSelector!, { matchLabels: Object.fromEntries(keys.map((key) => [key, labels[key]!])) }];
}
