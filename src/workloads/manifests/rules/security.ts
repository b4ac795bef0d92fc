import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkOneOf } from './names.js';

type Context = Readonly<Record<string, unknown>>;

const MAX_ID = 2_147_483_647;
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

/**
 * Checks the security context of a container.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, ValidateSecurityContext.
 * Differs: privileged containers are accepted, whatever the API server was started with.
 */
export function checkContainerSecurity(findings: Findings, path: FieldPath, context: Context | undefined): void {
  if (context === undefined) return;
  checkIds(findings, path, context, ['runAsUser', 'runAsGroup']);
  checkProfiles(findings, path, context);
  if (typeof context['procMount'] === 'string') {
    checkOneOf(findings, path.child('procMount'), context['procMount'], ['Default', 'Unmasked']);
  }
  if (context['allowPrivilegeEscalation'] !== false) return;
  if (context['privileged'] === true) {
    findings.on(path, 'MAN008', 'a privileged container cannot forbid privilege escalation');
  }
  const added = (context['capabilities'] as { readonly add?: readonly string[] } | undefined)?.add ?? [];
  if (added.includes('CAP_SYS_ADMIN')) {
    findings.on(path, 'MAN008', 'a container with CAP_SYS_ADMIN cannot forbid privilege escalation');
  }
}

/** Checks the security context of a pod. Source: as above, ValidatePodSecurityContext. */
export function checkPodSecurity(findings: Findings, path: FieldPath, context: Context | undefined): void {
  if (context === undefined) return;
  checkIds(findings, path, context, ['runAsUser', 'runAsGroup', 'fsGroup']);
  checkProfiles(findings, path, context);
  ((context['supplementalGroups'] ?? []) as readonly number[]).forEach((group, i) => checkId(findings, path.child('supplementalGroups').index(i), group));
  const names = new Set<string>();
  ((context['sysctls'] ?? []) as readonly { readonly name?: string }[]).forEach(({ name = '' }, i) => {
    const at = path.child('sysctls').index(i).child('name');
    if (name === '') findings.required(at);
    else if (name.length > 253 || !SYSCTL.test(name)) findings.invalid(at, name, 'is no name of a kernel parameter');
    else if (names.has(name)) findings.duplicate(at, name);
    names.add(name);
  });
  checkWord(findings, path.child('fsGroupChangePolicy'), context['fsGroupChangePolicy'], ['Always', 'OnRootMismatch']);
  checkWord(findings, path.child('supplementalGroupsPolicy'), context['supplementalGroupsPolicy'], ['Merge', 'Strict']);
}

function checkWord(findings: Findings, path: FieldPath, value: unknown, allowed: readonly string[]): void {
  if (typeof value === 'string' && !allowed.includes(value)) findings.unsupported(path, value, allowed);
}

function checkIds(findings: Findings, path: FieldPath, context: Context, fields: readonly string[]): void {
  for (const field of fields) {
    const value = context[field];
    if (typeof value === 'number') checkId(findings, path.child(field), value);
  }
}

/** Numbers of users and groups. */
function checkId(findings: Findings, path: FieldPath, id: number): void {
  if (id < 0 || id > MAX_ID) findings.invalid(path, id, `must be between 0 and ${MAX_ID}`);
}

function checkProfiles(findings: Findings, path: FieldPath, context: Context): void {
  for (const field of ['seccompProfile', 'appArmorProfile']) {
    const profile = context[field] as { readonly type?: string; readonly localhostProfile?: string } | undefined;
    if (profile === undefined) continue;
    const at = path.child(field);
    const { type = '', localhostProfile } = profile;
    if (type === '') findings.required(at.child('type'));
    else checkOneOf(findings, at.child('type'), type, PROFILE_TYPES);
    if (type === 'Localhost' && (localhostProfile ?? '') === '') {
      findings.required(at.child('localhostProfile'), 'is required for type Localhost');
    }
    if (type !== 'Localhost' && localhostProfile !== undefined) {
      findings.invalid(at.child('localhostProfile'), localhostProfile, 'may only be set for type Localhost');
    }
  }
}
