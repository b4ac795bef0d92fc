import { labelKeyError, type ObjectMeta } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkAnnotations, checkLabels, checkOptionalText, dnsLabel, type TextRule } from './names.js';

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

/**
 * Checks an object's metadata.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/api/validation/objectmeta.go; kubectl v1.36.3 for the name, which `apply`
 * cannot do without.
 */
export function checkMetadata(
  findings: Findings, path: FieldPath, meta: Partial<ObjectMeta>, { name, namespaced }: { name: TextRule; namespaced: boolean },
): void {
  if (meta.name === undefined || meta.name === '') {
    findings.required(path.child('name'), 'is required', 'add "name:" below "metadata:", indented by two spaces');
  } else checkOptionalText(findings, path.child('name'), meta.name, name);
  if (namespaced) checkOptionalText(findings, path.child('namespace'), meta.namespace, dnsLabel);
  else if (meta.namespace !== undefined && meta.namespace !== '') {
    findings.forbidden(path.child('namespace'), 'this kind lives in no namespace');
  }
  // A generated name keeps only its beginning, so a dash at its end is fine.
  checkOptionalText(findings, path.child('generateName'), meta.generateName?.replace(/-$/, 'a'), name);
  if ((meta.generation ?? 0) < 0) findings.invalid(path.child('generation'), meta.generation, 'must not be negative');
  checkLabels(findings, path.child('labels'), meta.labels);
  checkAnnotations(findings, path.child('annotations'), meta.annotations);
  (meta.finalizers ?? []).forEach((finalizer, i) => {
    const error = labelKeyError(finalizer) ?? (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer) ? null : 'must have a prefix and a "/"');
    if (error !== null) {
      findings.invalid(path.child('finalizers').index(i), finalizer, `is no name of a finalizer, it ${error}`);
    }
  });
  checkOwners(findings, path.child('ownerReferences'), meta);
  if ((meta.resourceVersion ?? '') !== '') {
    findings.forbidden(path.child('resourceVersion'), 'is given by the API server', 'remove this line');
  }
}

function checkOwners(findings: Findings, path: FieldPath, { ownerReferences = [] }: Partial<ObjectMeta>): void {
  let controllers = 0;
  ownerReferences.forEach((owner, i) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if ((owner[field] ?? '') === '') findings.required(path.index(i).child(field));
    }
    if (owner.controller === true) controllers++;
  });
  if (controllers > 1) findings.on(path, 'MAN006', 'at most one owner may be the controller');
}

