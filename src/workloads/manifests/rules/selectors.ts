import { labelKeyError, labelValueError, requirementError, type LabelSelector } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkLabels } from './names.js';

/**
 * Checks a label selector.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/apis/meta/v1/validation.
 */
export function checkSelector(findings: Findings, path: FieldPath, selector: LabelSelector | undefined): void {
  checkLabels(findings, path.child('matchLabels'), selector?.matchLabels);
  (selector?.matchExpressions ?? []).forEach((requirement, i) => {
    const at = path.child('matchExpressions').index(i);
    const error = requirementError({ ...requirement, operator: requirement.operator ?? '' });
    if (error !== null) {
      findings.on(at.child(error.field),
        error.field === 'values' && (requirement.values ?? []).length === 0 ? 'MAN005' : 'MAN006', error.message);
    }
    const keyError = labelKeyError(requirement.key ?? '');
    if (keyError !== null) findings.invalid(at.child('key'), requirement.key ?? '', `is no label key, it ${keyError}`);
    (requirement.values ?? []).forEach((value, j) => {
      const valueError = labelValueError(value);
      if (valueError !== null) findings.invalid(at.child('values').index(j), value, `is no label value, it ${valueError}`);
    });
  });
}
