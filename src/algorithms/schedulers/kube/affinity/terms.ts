import type { ClusterObjects, PodClass } from '../../../../world/cluster/index.js';
import {
  compileSelector, type CompiledSelector, type Labels, type LabelSelector, type LabelSelectorRequirement, type PodAffinityTerm,
} from '../../../../world/objects/index.js';

/** A term of pod affinity or anti-affinity, ready for matching. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** Namespaces that the term names; that of its owner when it says nothing of namespaces. */
  readonly namespaces: ReadonlySet<string>;
  /** Selects namespaces by their labels; selects nothing when absent. */
  readonly namespaceSelector: CompiledSelector;
  readonly selector: CompiledSelector;
}

export interface WeightedTerm {
  readonly term: AffinityTerm;
  /** Negative for anti-affinity. */
  readonly weight: number;
}

/** What one pod says of other pods, and what other pods can see of it. */
export interface AffinityRules {
  readonly namespace: string;
  readonly labels: Labels;
  readonly required: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  /** Keys of the pod labels that the terms look at. */
  readonly labelKeys: readonly string[];
  /** Whether some term's matches depend on the labels of namespaces. */
  readonly selectsNamespaces: boolean;
}

/**
 * The rules of a pod class.
 *
 * Source: kubernetes v1.36, kube-scheduler/framework/types.go (newAffinityTerm).
 */
export function affinityRules({ template }: PodClass): AffinityRules {
  const { podAffinity = {}, podAntiAffinity = {} } = template?.spec.affinity ?? {};
  const namespace = template?.metadata.namespace ?? 'default';
  const labels = template?.metadata.labels ?? {};
  const labelKeys = new Set<string>();
  let selectsNamespaces = false;
  const compile = (term: PodAffinityTerm): AffinityTerm => {
    const { namespaces = [], topologyKey } = term;
    const labelSelector = withLabelKeys(term, labels);
    const namespaceSelector = compileSelector(term.namespaceSelector);
    const isOwn = namespaces.length === 0 && (term.namespaceSelector ?? null) === null;
    for (const key of keysOf(labelSelector)) labelKeys.add(key);
    selectsNamespaces ||= keysOf(term.namespaceSelector).length > 0;
    return {
      topologyKey, namespaceSelector,
      namespaces: new Set(isOwn ? [namespace] : namespaces),
      selector: compileSelector(labelSelector),
    };
  };
  const weigh = ({ preferredDuringSchedulingIgnoredDuringExecution: terms = [] }: typeof podAffinity, sign: 1 | -1): WeightedTerm[] =>
    terms.map(({ weight, podAffinityTerm }) => ({ term: compile(podAffinityTerm), weight: sign * weight }));
  const required = (podAffinity.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(compile);
  const requiredAnti = (podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(compile);
  const preferred = [...weigh(podAffinity, 1), ...weigh(podAntiAffinity, -1)];
  return { namespace, labels, required, requiredAnti, preferred, labelKeys: [...labelKeys], selectsNamespaces };
}

/**
 * Whether the term matches a pod.
 *
 * @param namespaceLabels  labels of the pod's namespace; undefined where upstream passes none, and for unknown namespaces
 */
export function matchesPod(term: AffinityTerm, { namespace, labels }: AffinityRules, namespaceLabels: Labels | undefined): boolean {
  return (term.namespaces.has(namespace) || term.namespaceSelector.matches(namespaceLabels)) && term.selector.matches(labels);
}

/** Whether there are terms and all of them match the pod, as terms whose namespaces are all named ({@link unrolled}). */
export function allMatchPod(terms: readonly AffinityTerm[], pod: AffinityRules): boolean {
  return terms.length > 0 && terms.every((term) => matchesPod(term, pod, undefined));
}

/**
 * A term of an incoming pod with the namespaces named that its selector selects now. From then on pods are matched
 * without the labels of their namespace. The selector stays in the term, as upstream means to clear it but clears a
 * copy: one that only excludes (NotIn, DoesNotExist) selects every namespace in this way.
 *
 * Source: kubernetes v1.36, plugins/interpodaffinity/plugin.go (mergeAffinityTermNamespacesIfNotEmpty).
 */
export function unrolled(term: AffinityTerm, objects: ClusterObjects): AffinityTerm {
  if (term.namespaceSelector.isEmpty) return term;
  const namespaces = new Set(term.namespaces);
  for (const { metadata: { name, labels } } of objects.all('Namespace')) {
    if (term.namespaceSelector.matches(labels)) namespaces.add(name);
  }
  return { ...term, namespaces };
}

/** Labels of a namespace; undefined when it is not known. */
export function namespaceLabels(objects: ClusterObjects, namespace: string): Labels | undefined {
  return objects.get('Namespace', namespace)?.metadata.labels;
}

/**
 * The label selector with the pod's own values for matchLabelKeys and mismatchLabelKeys, as the API server writes it
 * when the pod is created. What it has written already is left as it is.
 */
function withLabelKeys({ labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: PodAffinityTerm, labels: Labels): LabelSelector | undefined {
  if ((labelSelector ?? null) === null) return undefined;
  const written = labelSelector!.matchExpressions ?? [];
  const requirements = (keys: readonly string[], operator: string): readonly LabelSelectorRequirement[] => keys
    .filter((key) => Object.hasOwn(labels, key) && !written.some((other) => other.key === key && other.operator === operator))
    .map((key) => ({ key, operator, values: [labels[key]!] }));
  return {
    ...labelSelector,
    matchExpressions: [...written, ...requirements(matchLabelKeys, 'In'), ...requirements(mismatchLabelKeys, 'NotIn')],
  };
}

function keysOf(selector: LabelSelector | undefined): readonly string[] {
  return [...Object.keys(selector?.matchLabels ?? {}), ...(selector?.matchExpressions ?? []).map(({ key }) => key)];
}
