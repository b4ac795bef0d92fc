import type { NodeSpec } from '../../../../world/cluster/index.js';
import type { Labels, PodSpec } from '../../../../world/objects/index.js';
import { matchesTerm, parseTerm } from '../matching/node-selector.js';
import { forbidsScheduling, isTolerated } from '../matching/taints.js';

/** The nodes whose pods count for a constraint. */
export interface NodeSet {
  /** Equal for equal sets, so that what was counted is shared. */
  readonly text: string;
  includes(node: NodeSpec): boolean;
}

interface NodeSetRules {
  /** Labels that a node must have. */
  readonly keys: readonly string[];
  /** Only nodes that the pod's nodeSelector and required node affinity admit. */
  readonly honorsAffinity: boolean;
  /** Only nodes without taints that keep the pod away. */
  readonly honorsTaints: boolean;
}

const NO_LABELS: Labels = {};

/**
 * Nodes that have all these labels and pass the policies of a constraint for this pod.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread/common.go (matchNodeInclusionPolicies).
 */
export function nodeSet({ keys, honorsAffinity, honorsTaints }: NodeSetRules, spec: PodSpec): NodeSet {
  const selector = honorsAffinity ? spec.nodeSelector ?? {} : {};
  const required = honorsAffinity ? spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution : undefined;
  const tolerations = honorsTaints ? spec.tolerations ?? [] : null;
  const terms = required?.nodeSelectorTerms.map(parseTerm) ?? null;
  const pairs = Object.entries(selector);
  return {
    text: JSON.stringify([keys, pairs, required?.nodeSelectorTerms ?? null, tolerations]),
    includes({ name, template }) {
      const labels = template?.metadata.labels ?? NO_LABELS;
      for (const key of keys) if (!Object.hasOwn(labels, key)) return false;
      for (const [key, value] of pairs) if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
      if (terms !== null && !terms.some((term) => matchesTerm(term, labels, name))) return false;
      if (tolerations === null) return true;
      return (template?.spec?.taints ?? []).every((taint) => !forbidsScheduling(taint) || isTolerated(taint, tolerations));
    },
  };
}
