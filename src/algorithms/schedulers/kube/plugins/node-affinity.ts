import type { NodeSpec, PodClass } from '../../../../world/cluster/index.js';
import type { Labels, NodeAffinity } from '../../../../world/objects/index.js';
import { nodeAffinityArgs, type NodeAffinityArgs } from '../config/args/node-affinity.js';
import { ClassMemo } from '../framework/class-memo.js';
import { scaleToHighest } from '../framework/normalize.js';
import { definePlugin, type Plugin, type PluginHost, type PreFilterAnswer } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { matchesTerm, parseTerm, type ParsedTerm } from '../matching/node-selector.js';

type Preferred = readonly { readonly weight: number; readonly term: ParsedTerm }[];

/** The rules of one pod class, parsed. */
interface Affinity {
  readonly nodeSelector: readonly (readonly [string, string])[];
  /** null: no required terms at all; an empty list would match nothing. */
  readonly required: readonly ParsedTerm[] | null;
  readonly preferred: Preferred;
  readonly preferredError: string | null;
}

/**
 * NodeAffinity: nodeSelector and required node affinity (and the profile's added affinity) filter nodes, preferred
 * terms add their weights. A pod whose required terms all name nodes is tried on those nodes only.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go.
 */
export const nodeAffinity = definePlugin<NodeAffinityArgs>({ name: 'NodeAffinity', defaults: nodeAffinityArgs.defaults, create });

function create({ cluster, statuses }: PluginHost, { addedAffinity }: NodeAffinityArgs): Plugin {
  const name = 'NodeAffinity';
  const reject = (reason: string): number => statuses.intern({ plugin: name, code: 'UU', reasons: [reason] });
  const enforced = reject("node(s) didn't match scheduler-enforced node affinity");
  const mismatch = reject("node(s) didn't match Pod's node affinity/selector");
  const conflict = reject('pod affinity terms conflict');
  const added = parseAffinity(addedAffinity ?? {}, {});
  const rules = (podClass: PodClass): NodeAffinity => podClass.template?.spec.affinity?.nodeAffinity ?? {};
  const memo = new ClassMemo((podClass) => parseAffinity(rules(podClass), podClass.template?.spec.nodeSelector ?? {}));
  /** What the pod's own rules say to a node. */
  const accepts = (podClass: PodClass, { name: nodeName, template }: NodeSpec): boolean => {
    const labels = template?.metadata.labels ?? {};
    const { nodeSelector, required } = memo.of(podClass);
    for (const [key, value] of nodeSelector) if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
    return required === null || matchesAny(required, labels, nodeName);
  };
  const isEnforcedOn = ({ name: nodeName, template }: NodeSpec): boolean =>
    added.required === null || matchesAny(added.required, template?.metadata.labels ?? {}, nodeName);

  return {
    name,
    reads: 'node-spec',
    preFilter(podClass): PreFilterAnswer {
      const { required, nodeSelector } = memo.of(podClass);
      if (required === null && nodeSelector.length === 0 && added.required === null) return { skip: true };
      const nodeNames = required === null || required.length === 0 ? null : namedNodes(required);
      if (nodeNames === null) return {};
      return nodeNames.length === 0 ? { status: conflict } : { nodeNames };
    },
    events: [{
      resource: 'Node', actions: ['Add', 'UpdateNodeLabel'],
      hint: (_pod, podClass, event) => event.resource === 'Node' && event.after !== null && isEnforcedOn(event.after)
        && accepts(podClass, event.after) && (event.before === null || !accepts(podClass, event.before)),
    }],
    filter(podClass, node) {
      const spec = cluster.nodes.specs[node]!;
      if (!isEnforcedOn(spec)) return enforced;
      return accepts(podClass, spec) ? SUCCESS : mismatch;
    },
    preScore(podClass) {
      const { preferredError } = memo.of(podClass);
      if (preferredError !== null) return { error: preferredError };
      const isAbsent = rules(podClass).preferredDuringSchedulingIgnoredDuringExecution === undefined;
      const isAddedAbsent = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution === undefined;
      return isAbsent && isAddedAbsent ? 'skip' : 'score';
    },
    score(podClass, node) {
      const labels = cluster.nodes.specs[node]!.template?.metadata.labels ?? {};
      const nodeName = cluster.nodes.names[node]!;
      return weightOf(added.preferred, labels, nodeName) + weightOf(memo.of(podClass).preferred, labels, nodeName);
    },
    normalize: scaleToHighest('keep'),
    keys: {
      podKey(podClass) {
        const { nodeSelector } = memo.of(podClass);
        const own = rules(podClass);
        const isNeutral = nodeSelector.length === 0 && Object.keys(own).length === 0;
        return isNeutral ? '' : JSON.stringify([nodeSelector, own]);
      },
      labelKeys: (podClass) => [...labelKeysOf(memo.of(podClass)), ...labelKeysOf(added)],
      readsNodeName: (podClass) => hasFields(memo.of(podClass)) || hasFields(added),
    },
  };
}

function parseAffinity(rules: NodeAffinity, nodeSelector: Labels): Affinity {
  const required = rules.requiredDuringSchedulingIgnoredDuringExecution;
  // Terms of weight 0 and empty terms are dropped before they are parsed, so their errors never show.
  const preferred = (rules.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .map(({ weight, preference }, index) => ({ weight, term: parseTerm(preference, index) }))
    .filter(({ weight, term }) => weight !== 0 && !term.isEmpty);
  const errors = preferred.flatMap(({ term }) => (term.error === null ? [] : [term.error]));
  return {
    nodeSelector: Object.entries(nodeSelector),
    required: required === undefined ? null : required.nodeSelectorTerms.map(parseTerm),
    preferred,
    preferredError: errors.length === 0 ? null : errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`,
  };
}

/** Nodes that the terms name by field `metadata.name`; null when some term names none: then all nodes are candidates. */
function namedNodes(required: readonly ParsedTerm[]): readonly string[] | null {
  const names = new Set<string>();
  for (const { fields } of required) {
    const lists = fields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => values);
    const [first, ...rest] = lists;
    if (first === undefined) return null;
    for (const value of first) if (rest.every((values) => values.includes(value))) names.add(value);
  }
  return [...names];
}

function matchesAny(terms: readonly ParsedTerm[], labels: Labels, nodeName: string): boolean {
  return terms.some((term) => matchesTerm(term, labels, nodeName));
}

function weightOf(preferred: Preferred, labels: Labels, nodeName: string): number {
  let sum = 0;
  for (const { weight, term } of preferred) if (matchesTerm(term, labels, nodeName)) sum += weight;
  return sum;
}

function termsOf({ required, preferred }: Affinity): readonly ParsedTerm[] {
  return [...(required ?? []), ...preferred.map(({ term }) => term)];
}

function labelKeysOf(affinity: Affinity): readonly string[] {
  const inTerms = termsOf(affinity).flatMap(({ expressions }) => expressions.map(({ key }) => key));
  return [...affinity.nodeSelector.map(([key]) => key), ...inTerms];
}

function hasFields(affinity: Affinity): boolean {
  return termsOf(affinity).some(({ fields }) => fields.length > 0);
}
