import type { EnvVar } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkOptionalText, checkText, dnsSubdomain } from './names.js';

const FIELDS: ReadonlySet<string> = new Set([
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs',
  'status.podIP', 'status.podIPs',
]);
const RESOURCES = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/;
const KEY = /^[-._a-zA-Z0-9]+$/;

type Source = Readonly<Record<string, unknown>>;

/**
 * Checks environment variables: names, and one source each.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, ValidateEnv and ValidateEnvFrom.
 */
export function checkEnvironment(findings: Findings, path: FieldPath, variables: readonly EnvVar[] | undefined): void {
  (variables ?? []).forEach((variable, i) => {
    const at = path.index(i);
    checkText(findings, at.child('name'), variable.name, variableName);
    if (variable.valueFrom !== undefined) checkValueFrom(findings, at.child('valueFrom'), variable.valueFrom, (variable.value ?? '') !== '');
  });
}

/** Printable ASCII without the equals sign. */
function variableName(name: string): string | null {
  return /^[ -<>-~]+$/.test(name) ? null : 'must consist of printable ASCII characters other than "="';
}

function checkValueFrom(findings: Findings, path: FieldPath, source: Source, hasValue: boolean): void {
  const given = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'].filter((name) => source[name] !== undefined);
  if (given.length === 0) findings.on(path, 'MAN006', 'must name one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef');
  else if (hasValue) findings.on(path, 'MAN008', 'must not be set together with a value');
  else if (given.length > 1) findings.on(path, 'MAN008', `only one source may be named, found ${given.join(', ')}`);
  // The decoder has checked the shapes of these fields.
  const part = (name: string): { readonly [field: string]: string } | undefined => source[name] as { [field: string]: string } | undefined;
  const field = part('fieldRef');
  if (field !== undefined) checkFieldRef(findings, path.child('fieldRef'), field['fieldPath']);
  const resource = part('resourceFieldRef');
  if (resource !== undefined) {
    const name = resource['resource'] ?? '';
    if (name === '') findings.required(path.child('resourceFieldRef.resource'));
    else if (!RESOURCES.test(name)) findings.invalid(path.child('resourceFieldRef.resource'), name, 'is no request or limit of a container');
  }
  for (const name of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = part(name);
    if (reference === undefined) continue;
    if ((reference['name'] ?? '') === '') findings.required(path.child(name).child('name'));
    const key = reference['key'] ?? '';
    if (key === '') findings.required(path.child(name).child('key'));
    else if (!KEY.test(key) || key.length > 253) findings.invalid(path.child(name).child('key'), key, 'must consist of letters, digits, "-", "_" and "."');
  }
}

function checkFieldRef(findings: Findings, path: FieldPath, fieldPath: string | undefined): void {
  const at = path.child('fieldPath');
  if (fieldPath === undefined || fieldPath === '') findings.required(at);
  else if (!FIELDS.has(fieldPath) && !/^metadata\.(labels|annotations)\['[^']+'\]$/.test(fieldPath)) {
    findings.invalid(at, fieldPath, 'is no field that a container can be told');
  }
}

/** Checks sources of whole sets of variables. */
export function checkEnvFrom(findings: Findings, path: FieldPath, sources: readonly Source[] | undefined): void {
  (sources ?? []).forEach((source, i) => {
    const at = path.index(i);
    const given = ['configMapRef', 'secretRef'].filter((name) => source[name] !== undefined);
    if (given.length !== 1) findings.on(at, 'MAN006', 'must name one of configMapRef, secretRef');
    for (const name of given) {
      const reference = source[name] as { readonly name?: string };
      checkText(findings, at.child(name).child('name'), reference.name, dnsSubdomain);
    }
    checkOptionalText(findings, at.child('prefix'), source['prefix'] as string | undefined, variableName);
  });
}
