import { compileSelector, type Deployment, type Labels, type LabelSelector } from '../../../world/objects/index.js';
import { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkMetadata } from './metadata.js';
import { checkAnnotations, checkLabels, dnsSubdomain } from './names.js';
import { amountOf, checkCountOrPercent, checkNotNegative } from './numbers.js';
import { checkPodSpec } from './pod-spec.js';
import { checkSelector } from './selectors.js';

/**
 * Checks a Deployment, with its defaults filled in.
 *
 * Source: kubernetes v1.36, pkg/apis/apps/validation, ValidateDeployment.
 */
export function checkDeployment(findings: Findings, deployment: Deployment): void {
  const { root } = FieldPath;
  const path = root.child('spec');
  const { spec } = deployment;
  checkMetadata(findings, root.child('metadata'), deployment.metadata ?? {}, { name: dnsSubdomain, namespaced: true });
  checkNotNegative(findings, path.child('replicas'), spec.replicas);
  checkNotNegative(findings, path.child('minReadySeconds'), spec.minReadySeconds);
  checkNotNegative(findings, path.child('revisionHistoryLimit'), spec.revisionHistoryLimit);
  checkStrategy(findings, path.child('strategy'), deployment);
  checkDeadline(findings, path.child('progressDeadlineSeconds'), deployment);
  checkTemplate(findings, path, spec.selector, spec.template);
}

function checkDeadline(findings: Findings, path: FieldPath, { spec }: Deployment): void {
  const deadline = spec.progressDeadlineSeconds;
  if (deadline === undefined) return;
  checkNotNegative(findings, path, deadline);
  const ready = spec.minReadySeconds ?? 0;
  if (deadline <= ready) findings.invalid(path, deadline, `must be more than minReadySeconds, which is ${ready}`);
}

function checkStrategy(findings: Findings, path: FieldPath, { spec }: Deployment): void {
  const { type, rollingUpdate } = spec.strategy ?? {};
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined) {
      findings.forbidden(path.child('rollingUpdate'), 'must not be set when the strategy is Recreate');
    }
    return;
  }
  if (type !== 'RollingUpdate') {
    findings.unsupported(path.child('type'), type, ['RollingUpdate', 'Recreate']);
    return;
  }
  const { maxSurge = 0, maxUnavailable = 0 } = rollingUpdate ?? {};
  const at = path.child('rollingUpdate');
  checkCountOrPercent(findings, at.child('maxUnavailable'), maxUnavailable);
  checkCountOrPercent(findings, at.child('maxSurge'), maxSurge);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    findings.invalid(at.child('maxUnavailable'), maxUnavailable,
      'must not be 0 when maxSurge is 0: no step would be possible', 'set one of them to 1 or more');
  }
  if (typeof maxUnavailable === 'string' && amountOf(maxUnavailable) > 100) {
    findings.invalid(at.child('maxUnavailable'), maxUnavailable, 'must not be more than 100%');
  }
}

/** The selector, the template, and that they fit each other. */
function checkTemplate(
  findings: Findings, path: FieldPath, selector: LabelSelector | undefined, template: Deployment['spec']['template'],
): void {
  const before = findings.problems.length;
  const labels = template.metadata?.labels;
  const labelPath = path.child('template.metadata.labels');
  const suggestion = `add "selector:" with "matchLabels:" and the labels of spec.template.metadata.labels${labels === undefined ? '' : `: ${pairs(labels)}`}`;
  if (selector === undefined) {
    findings.required(path.child('selector'), 'is required, it must match spec.template.metadata.labels', suggestion);
  } else {
    checkSelector(findings, path.child('selector'), selector);
    if (Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0) {
      findings.on(path.child('selector'), 'MAN006', 'an empty selector would select every pod', suggestion);
    } else if (findings.problems.length === before && !compileSelector(selector).matches(labels)) {
      const wanted = selector.matchLabels === undefined ? 'its selector' : pairs(selector.matchLabels);
      findings.on(labelPath, 'MAN006', `the labels of the pods (${pairs(labels ?? {})}) do not match spec.selector (${wanted}): the Deployment would never find its own pods`,
        'write the same key and value in both places');
    }
  }
  const spec = path.child('template.spec');
  checkLabels(findings, labelPath, labels, 'spec.template.labels');
  checkAnnotations(findings, path.child('template.metadata.annotations'), template.metadata?.annotations,
    'spec.template.annotations');
  checkPodSpec(findings, spec, template.spec, { isPod: false });
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  if (restartPolicy === 'OnFailure' || restartPolicy === 'Never') {
    findings.on(spec.child('restartPolicy'), 'MAN006',
      `"${restartPolicy}" is not allowed here, the pods of a Deployment restart Always`);
  }
  if (activeDeadlineSeconds !== undefined) {
    findings.forbidden(spec.child('activeDeadlineSeconds'), 'must not be set in a Deployment');
  }
}

function pairs(labels: Labels): string {
  const entries = Object.entries(labels);
  return entries.length === 0 ? 'none' : entries.map(([key, value]) => `${key}: ${value}`).join(', ');
}
