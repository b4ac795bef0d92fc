import { labelKeyError, labelValueError, type Node } from '../../../world/objects/index.js';
import { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { isCidr } from './addresses.js';
import { checkMetadata } from './metadata.js';
import { dnsSubdomain } from './names.js';
import { checkCapacity } from './resources.js';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Checks a node. Source: kubernetes v1.36, pkg/apis/core/validation, ValidateNode. */
export function checkNode(findings: Findings, node: Node): void {
  const { root } = FieldPath;
  checkMetadata(findings, root.child('metadata'), node.metadata ?? {}, { name: dnsSubdomain, namespaced: false });
  checkTaints(findings, root.child('spec.taints'), node.spec?.taints ?? []);
  checkCapacity(findings, root.child('status.capacity'), node.status?.capacity);
  checkCapacity(findings, root.child('status.allocatable'), node.status?.allocatable);
  (node.spec?.podCIDRs ?? []).forEach((cidr, i) => {
    if (!isCidr(cidr)) findings.invalid(root.child('spec.podCIDRs').index(i), cidr, 'is no network such as 10.1.0.0/24');
  });
}

function checkTaints(findings: Findings, path: FieldPath, taints: NonNullable<NonNullable<Node['spec']>['taints']>): void {
  const seen = new Set<string>();
  taints.forEach(({ key = '', value = '', effect = '' }, i) => {
    const at = path.index(i);
    const keyError = labelKeyError(key);
    if (keyError !== null) findings.invalid(at.child('key'), key, `is no taint key, it ${keyError}`);
    const valueError = labelValueError(value);
    if (valueError !== null) findings.invalid(at.child('value'), value, `is no taint value, it ${valueError}`);
    if (effect === '') findings.required(at.child('effect'));
    else if (!EFFECTS.includes(effect)) findings.unsupported(at.child('effect'), effect, EFFECTS);
    const pair = `${key}:${effect}`;
    if (seen.has(pair)) findings.duplicate(at, pair);
    seen.add(pair);
  });
}
