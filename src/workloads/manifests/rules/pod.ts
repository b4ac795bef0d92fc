import type { Pod } from '../../../world/objects/index.js';
import { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkMetadata } from './metadata.js';
import { dnsSubdomain } from './names.js';
import { checkPodSpec } from './pod-spec.js';

/** Checks a bare pod, with its defaults filled in. Source: kubernetes v1.36, pkg/apis/core/validation, ValidatePodCreate. */
export function checkPod(findings: Findings, pod: Pod): void {
  const { root } = FieldPath;
  checkMetadata(findings, root.child('metadata'), pod.metadata ?? {}, { name: dnsSubdomain, namespaced: true });
  checkPodSpec(findings, root.child('spec'), pod.spec, { isPod: true });
}
