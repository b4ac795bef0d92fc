import type { Taint, Toleration } from '../../../../world/objects/index.js';

/**
 * Whether a toleration covers a taint: an empty effect or key covers all of them; `Exists` covers any value. `Lt` and
 * `Gt` belong to a feature gate that is off by default (TaintTolerationComparisonOperators): they cover nothing.
 *
 * Source: kubernetes v1.36, staging/src/k8s.io/component-helpers/scheduling/corev1, and api/core/v1/toleration.go.
 */
function tolerates(toleration: Toleration, taint: Taint): boolean {
  if ((toleration.effect ?? '') !== '' && toleration.effect !== taint.effect) return false;
  if ((toleration.key ?? '') !== '' && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? '') {
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/** Whether one of the tolerations covers the taint. */
export function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some((toleration) => tolerates(toleration, taint));
}

/** Taints with these effects keep pods away; `PreferNoSchedule` only costs score. */
export function forbidsScheduling(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}
