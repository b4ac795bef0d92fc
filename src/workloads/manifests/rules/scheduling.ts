import {
  labelKeyError, labelValueError, type Affinity, type NodeSelectorRequirement, type NodeSelectorTerm, type PodAffinity, type PodAffinityTerm,
  type Toleration, type TopologySpreadConstraint,
} from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkLabels, checkOneOf, checkOptionalText, dnsLabel, dnsSubdomain } from './names.js';
import { checkSelector } from './selectors.js';

// Where a pod may run. Source: kubernetes v1.36, pkg/apis/core/validation: validateAffinity, ValidateTolerations,
// validateTopologySpreadConstraints.

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Checks node affinity, pod affinity and anti-affinity. */
export function checkAffinity(findings: Findings, path: FieldPath, affinity: Affinity | undefined): void {
  const nodes = affinity?.nodeAffinity;
  const at = path.child('nodeAffinity');
  if (nodes?.requiredDuringSchedulingIgnoredDuringExecution !== undefined) {
    const terms = nodes.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms ?? [];
    const list = at.child('requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms');
    if (terms.length === 0) findings.required(list, 'must have at least one term');
    terms.forEach((term, i) => checkNodeTerm(findings, list.index(i), term, { isRequired: true }));
  }
  (nodes?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term, i) => {
    const item = at.child('preferredDuringSchedulingIgnoredDuringExecution').index(i);
    checkWeight(findings, item.child('weight'), term.weight);
    checkNodeTerm(findings, item.child('preference'), term.preference ?? {}, { isRequired: false });
  });
  checkPodAffinity(findings, path.child('podAffinity'), affinity?.podAffinity);
  checkPodAffinity(findings, path.child('podAntiAffinity'), affinity?.podAntiAffinity);
}

function checkWeight(findings: Findings, path: FieldPath, weight = 0): void {
  if (weight < 1 || weight > 100) findings.invalid(path, weight, 'must be between 1 and 100');
}

function checkNodeTerm(
  findings: Findings, path: FieldPath, term: NodeSelectorTerm, { isRequired }: { isRequired: boolean },
): void {
  (term.matchExpressions ?? []).forEach((requirement, i) => {
    const at = path.child('matchExpressions').index(i);
    checkNodeRequirement(findings, at, requirement);
    const keyError = labelKeyError(requirement.key ?? '');
    if (keyError !== null) findings.invalid(at.child('key'), requirement.key ?? '', `is no label key, it ${keyError}`);
    // Values of preferred terms stay unchecked upstream, for the sake of objects that exist already.
    if (isRequired) checkLabelValues(findings, at, requirement);
  });
  (term.matchFields ?? []).forEach((requirement, i) => {
    const at = path.child('matchFields').index(i);
    const { key = '', operator = '', values = [] } = requirement;
    checkOneOfRequired(findings, at.child('operator'), operator, ['In', 'NotIn']);
    if (values.length !== 1) findings.required(at.child('values'), 'must have exactly one value');
    if (key !== 'metadata.name') findings.invalid(at.child('key'), key, 'is no field to select by: only metadata.name is');
    else values.forEach((value, j) => checkOptionalText(findings, at.child('values').index(j), value, dnsSubdomain));
  });
}

function checkNodeRequirement(
  findings: Findings, path: FieldPath, { operator = '', values = [] }: NodeSelectorRequirement,
): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        findings.required(path.child('values'), `must have at least one value for operator ${operator}`);
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) findings.forbidden(path.child('values'), `must have no values for operator ${operator}`);
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        findings.required(path.child('values'), `must have exactly one value for operator ${operator}`);
      }
      break;
    default:
      findings.invalid(path.child('operator'), operator, 'must be one of In, NotIn, Exists, DoesNotExist, Gt, Lt');
  }
}

function checkLabelValues(findings: Findings, path: FieldPath, { values = [] }: NodeSelectorRequirement): void {
  values.forEach((value, i) => {
    const error = labelValueError(value);
    if (error !== null) findings.invalid(path.child('values').index(i), value, `is no label value, it ${error}`);
  });
}

function checkOneOfRequired(findings: Findings, path: FieldPath, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) findings.invalid(path, value, `must be one of ${allowed.join(', ')}`);
}

function checkPodAffinity(findings: Findings, path: FieldPath, affinity: PodAffinity | undefined): void {
  (affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term, i) => {
    checkPodTerm(findings, path.child('requiredDuringSchedulingIgnoredDuringExecution').index(i), term);
  });
  (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term, i) => {
    const at = path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i);
    checkWeight(findings, at.child('weight'), term.weight);
    checkPodTerm(findings, at.child('podAffinityTerm'), term.podAffinityTerm ?? { topologyKey: '' });
  });
}

function checkPodTerm(findings: Findings, path: FieldPath, term: PodAffinityTerm): void {
  checkSelector(findings, path.child('labelSelector'), term.labelSelector);
  checkSelector(findings, path.child('namespaceSelector'), term.namespaceSelector);
  (term.namespaces ?? []).forEach((namespace, i) => {
    const error = dnsLabel(namespace);
    if (error !== null) findings.invalid(path.child('namespaces').index(i), namespace, error);
  });
  checkMatchKeys(findings, path, term);
  if ((term.topologyKey ?? '') === '') findings.required(path.child('topologyKey'), 'must name a label of nodes');
  else checkLabelKey(findings, path.child('topologyKey'), term.topologyKey);
}

/** Keys whose values are taken from the pod itself: they need a selector, and must not be in both lists. */
function checkMatchKeys(findings: Findings, path: FieldPath, term: PodAffinityTerm): void {
  for (const field of ['matchLabelKeys', 'mismatchLabelKeys'] as const) {
    const keys = term[field] ?? [];
    if (keys.length > 0 && term.labelSelector === undefined) {
      findings.forbidden(path.child(field), 'needs a labelSelector beside it');
    }
    keys.forEach((key, i) => {
      const at = path.child(field).index(i);
      checkLabelKey(findings, at, key);
      if (field === 'matchLabelKeys' && (term.mismatchLabelKeys ?? []).includes(key)) {
        findings.invalid(at, key, 'is in mismatchLabelKeys, too');
      }
    });
  }
}

function checkLabelKey(findings: Findings, path: FieldPath, key: string): void {
  const error = labelKeyError(key);
  if (error !== null) findings.invalid(path, key, `is no label key, it ${error}`);
}

/** Checks a pod's tolerations. */
export function checkTolerations(findings: Findings, path: FieldPath, tolerations: readonly Toleration[] | undefined): void {
  (tolerations ?? []).forEach((toleration, i) => {
    const at = path.index(i);
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    if (key !== '') checkLabelKey(findings, at.child('key'), key);
    if (key === '' && operator !== 'Exists') {
      findings.invalid(at.child('operator'), operator, 'must be Exists when the key is empty, which means all keys');
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      findings.invalid(at.child('effect'), effect, 'must be NoExecute when tolerationSeconds is set');
    }
    switch (operator) {
      case '':
      case 'Equal': {
        const error = labelValueError(value);
        if (error !== null) findings.invalid(at.child('operator'), value, `is no value to compare with, it ${error}`);
        break;
      }
      case 'Exists':
        if (value !== '') {
          findings.on(at.child('operator'), 'MAN008',
            `Exists covers any value, but the value ${JSON.stringify(value)} is given`, 'remove "value:", or write "operator: Equal"');
        }
        break;
      default:
        findings.unsupported(at.child('operator'), operator, ['Equal', 'Exists']);
    }
    checkOneOf(findings, at.child('effect'), effect, EFFECTS);
  });
}

/** Checks a pod's topology spread constraints. */
export function checkSpread(
  findings: Findings, path: FieldPath, constraints: readonly TopologySpreadConstraint[] | undefined,
): void {
  const seen = new Set<string>();
  (constraints ?? []).forEach((constraint, i) => {
    const at = path.index(i);
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint;
    if (maxSkew <= 0) findings.invalid(at.child('maxSkew'), maxSkew, 'must be 1 or more');
    if (topologyKey === '') findings.required(at.child('topologyKey'), 'must name a label of nodes');
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway') {
      findings.unsupported(at.child('whenUnsatisfiable'), whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']);
    }
    const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
    if (seen.has(pair)) findings.duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair);
    seen.add(pair);
    if (minDomains !== undefined && minDomains <= 0) {
      findings.invalid(at.child('minDomains'), minDomains, 'must be 1 or more');
    }
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') {
      findings.invalid(at.child('minDomains'), minDomains, 'works only with whenUnsatisfiable: DoNotSchedule');
    }
    if (constraint.nodeAffinityPolicy !== undefined) {
      checkPolicy(findings, at.child('nodeAffinityPolicy'), constraint.nodeAffinityPolicy);
    }
    if (constraint.nodeTaintsPolicy !== undefined) {
      checkPolicy(findings, at.child('nodeTaintsPolicy'), constraint.nodeTaintsPolicy);
    }
    checkSelector(findings, at.child('labelSelector'), constraint.labelSelector);
    checkSpreadKeys(findings, at, constraint);
  });
}

function checkPolicy(findings: Findings, path: FieldPath, policy: string): void {
  if (policy !== 'Honor' && policy !== 'Ignore') findings.unsupported(path, policy, ['Honor', 'Ignore']);
}

function checkSpreadKeys(
  findings: Findings, path: FieldPath, { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint,
): void {
  if (matchLabelKeys.length > 0 && labelSelector === undefined) {
    findings.forbidden(path.child('matchLabelKeys'), 'needs a labelSelector beside it');
  }
  matchLabelKeys.forEach((key, i) => checkLabelKey(findings, path.child('matchLabelKeys').index(i), key));
}

/** Checks a plain node selector. */
export function checkNodeSelector(
  findings: Findings, path: FieldPath, selector: Readonly<Record<string, string>> | undefined,
): void {
  checkLabels(findings, path, selector);
}
