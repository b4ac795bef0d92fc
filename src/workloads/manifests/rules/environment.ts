import { labelKeyError, type EnvVar } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkOneOf, checkOptionalText, checkText, dnsSubdomain } from './names.js';

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
    if (variable.valueFrom !== undefined) {
      checkValueFrom(findings, at.child('valueFrom'), variable.valueFrom, (variable.value ?? '') !== '');
    }
  });
}

/** Printable ASCII without the equals sign. */
function variableName(name: string): string | null {
  return /^[ -<>-~]+$/.test(name) ? null : 'must consist of printable ASCII characters other than "="';
}

function checkValueFrom(findings: Findings, path: FieldPath, source: Source, hasValue: boolean): void {
  const given = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'].filter((name) => source[name] !== undefined);
  if (given.length === 0) {
    findings.on(path, 'MAN006', 'must name one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef');
  } else if (hasValue) findings.on(path, 'MAN008', 'must not be set together with a value');
  else if (given.length > 1) findings.on(path, 'MAN008', `only one source may be named, found ${given.join(', ')}`);
  // The decoder has checked the shapes of these fields.
  const part = (name: string): { readonly [field: string]: string } | undefined => source[name] as { [field: string]: string } | undefined;
  const field = part('fieldRef');
  if (field !== undefined) checkFieldRef(findings, path.child('fieldRef'), field, FIELDS);
  const resource = part('resourceFieldRef');
  if (resource !== undefined) {
    const name = resource['resource'] ?? '';
    if (name === '') findings.required(path.child('resourceFieldRef.resource'));
    else if (!RESOURCES.test(name)) {
      findings.invalid(path.child('resourceFieldRef.resource'), name, 'is no request or limit of a container');
    }
    checkDivisor(findings, path.child('resourceFieldRef.divisor'), name, resource['divisor']);
  }
  for (const name of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = part(name);
    if (reference === undefined) continue;
    if ((reference['name'] ?? '') === '') findings.required(path.child(name).child('name'));
    const key = reference['key'] ?? '';
    if (key === '') findings.required(path.child(name).child('key'));
    else if (!KEY.test(key) || key.length > 253 || key === '.' || key.startsWith('..')) {
      findings.invalid(path.child(name).child('key'), key, 'must consist of letters, digits, "-", "_" and "."');
    }
  }
}

/** Checks which field of its pod a container is told; `fields` are the plain ones, labels and annotations come on top. */
export function checkFieldRef(
  findings: Findings, path: FieldPath, reference: { readonly [field: string]: string }, fields: ReadonlySet<string>,
): void {
  const at = path.child('fieldPath');
  const { fieldPath = '', apiVersion = '' } = reference;
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath);
  if (fieldPath === '') findings.required(at);
  else if (apiVersion !== '' && apiVersion !== 'v1') findings.invalid(at, fieldPath, 'can only be read as apiVersion v1');
  else if (subscript !== null) {
    const error = labelKeyError(subscript[1] === 'annotations' ? subscript[2]!.toLowerCase() : subscript[2]!);
    if (error !== null) findings.on(at, 'MAN006', `"${subscript[2]}" is no key of ${subscript[1]}, it ${error}`);
  } else if (!fields.has(fieldPath)) findings.invalid(at, fieldPath, 'is no field that a container can be told');
}

/** Amounts are told in one of a few units. */
function checkDivisor(findings: Findings, path: FieldPath, resource: string, divisor: string | undefined): void {
  if (divisor === undefined || Number(divisor) === 0) return;
  const units = resource.endsWith('.cpu') ? ['1m', '1'] : ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
  checkOneOf(findings, path, divisor, units);
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
