import { labelKeyError, type PodSpec } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { isIp } from './addresses.js';
import { checkContainers, RESTART_POLICIES } from './container.js';
import { checkDns, type DnsConfig } from './dns.js';
import { checkOneOf, checkOptionalText, checkText, dnsLabel, dnsSubdomain } from './names.js';
import { checkPodResources, checkResources } from './resources.js';
import { checkPodSecurity } from './security.js';
import { checkAffinity, checkNodeSelector, checkSpread, checkTolerations } from './scheduling.js';
import { checkVolumes } from './volumes.js';

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];
const MAX_INT32 = 2_147_483_647;
const NO_CLAIMS: ReadonlySet<string> = new Set();

/** Fields of a pod that are checked but not simulated. */
interface OtherFields {
  readonly ephemeralContainers?: readonly unknown[];
  readonly dnsConfig?: DnsConfig;
  readonly hostUsers?: boolean;
  readonly hostAliases?: readonly { readonly ip?: string; readonly hostnames?: readonly string[] }[];
  readonly os?: { readonly name?: string };
  readonly shareProcessNamespace?: boolean;
}

/**
 * Checks the spec of a pod or of a pod template, with its defaults filled in.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, ValidatePodSpec.
 * Differs: no admission plugins (whether a priority class or runtime class exists, whether a number may be given as
 * priority), and no check of Windows options.
 */
export function checkPodSpec(findings: Findings, path: FieldPath, spec: PodSpec, { isPod }: { isPod: boolean }): void {
  const volumes = checkVolumes(findings, path.child('volumes'), spec.volumes, { isPod });
  checkContainers(findings, path, { spec, volumes, isPod });
  checkOneOf(findings, path.child('restartPolicy'), spec.restartPolicy, RESTART_POLICIES);
  checkOneOf(findings, path.child('dnsPolicy'), spec.dnsPolicy, DNS_POLICIES);
  checkOneOf(findings, path.child('preemptionPolicy'), spec.preemptionPolicy, PREEMPTION_POLICIES);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    findings.invalid(path.child('activeDeadlineSeconds'), deadline, `must be between 1 and ${MAX_INT32}`);
  }
  checkNodeSelector(findings, path.child('nodeSelector'), spec.nodeSelector);
  checkAffinity(findings, path.child('affinity'), spec.affinity);
  checkTolerations(findings, path.child('tolerations'), spec.tolerations);
  checkSpread(findings, path.child('topologySpreadConstraints'), spec.topologySpreadConstraints);
  checkNames(findings, path, spec);
  checkGates(findings, path, spec);
  checkPodSecurity(findings, path.child('securityContext'), spec.securityContext);
  checkPodResources(findings, path.child('resources'), spec);
  checkResources(findings, path.child('overhead'), { limits: spec.overhead ?? {} },
    { level: 'container', claims: NO_CLAIMS });
  checkClaims(findings, path.child('resourceClaims'), spec);
  checkOthers(findings, path, spec as PodSpec & OtherFields);
}

function checkNames(findings: Findings, path: FieldPath, spec: PodSpec): void {
  checkOptionalText(findings, path.child('nodeName'), spec.nodeName, dnsSubdomain);
  checkOptionalText(findings, path.child('serviceAccountName'), spec.serviceAccountName, dnsSubdomain);
  checkOptionalText(findings, path.child('hostname'), spec.hostname, dnsLabel);
  checkOptionalText(findings, path.child('subdomain'), spec.subdomain, dnsLabel);
  checkOptionalText(findings, path.child('priorityClassName'), spec.priorityClassName, dnsSubdomain);
  checkOptionalText(findings, path.child('runtimeClassName'), spec.runtimeClassName, dnsSubdomain);
}

function checkGates(findings: Findings, path: FieldPath, spec: PodSpec): void {
  const names = new Set<string>();
  (spec.schedulingGates ?? []).forEach(({ name = '' }, i) => {
    const at = path.child('schedulingGates').index(i);
    const error = labelKeyError(name);
    if (error !== null) findings.invalid(at.child('name'), name, `is no name of a gate, it ${error}`);
    if (names.has(name)) findings.duplicate(at, name);
    names.add(name);
  });
  if (names.size > 0 && (spec.nodeName ?? '') !== '') {
    findings.forbidden(path.child('nodeName'), 'must not be set as long as there are scheduling gates');
  }
  (spec.readinessGates ?? []).forEach(({ conditionType = '' }, i) => {
    const error = labelKeyError(conditionType);
    if (error !== null) {
      findings.invalid(path.child('readinessGates').index(i).child('conditionType'), conditionType,
        `is no name of a condition, it ${error}`);
    }
  });
}

/** Names of claims on devices, and where each comes from. */
function checkClaims(findings: Findings, path: FieldPath, { resourceClaims = [] }: PodSpec): void {
  const names = new Set<string>();
  resourceClaims.forEach((claim, i) => {
    const at = path.index(i);
    const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
    checkText(findings, at.child('name'), name, dnsLabel);
    if (names.has(name)) findings.duplicate(at.child('name'), name);
    names.add(name);
    if ((resourceClaimName === undefined) === (resourceClaimTemplateName === undefined)) {
      findings.on(at, 'MAN006', 'must name one of resourceClaimName, resourceClaimTemplateName');
    }
    checkOptionalText(findings, at.child('resourceClaimName'), resourceClaimName, dnsSubdomain);
    checkOptionalText(findings, at.child('resourceClaimTemplateName'), resourceClaimTemplateName, dnsSubdomain);
  });
}

function checkOthers(findings: Findings, path: FieldPath, spec: PodSpec & OtherFields): void {
  if ((spec.ephemeralContainers ?? []).length > 0) {
    findings.forbidden(path.child('ephemeralContainers'), 'cannot be set when a pod is created');
  }
  (spec.hostAliases ?? []).forEach(({ ip = '', hostnames = [] }, i) => {
    const at = path.child('hostAliases').index(i);
    if (!isIp(ip)) findings.invalid(at.child('ip'), ip, 'is no IP address');
    hostnames.forEach((name, j) => checkOptionalText(findings, at.child('hostnames').index(j), name, dnsSubdomain));
  });
  checkDns(findings, path.child('dnsConfig'), spec.dnsConfig, spec.dnsPolicy);
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (spec.hostUsers === false && spec[field] === true) {
      findings.forbidden(path.child(field), 'must not be set when hostUsers is false');
    }
  }
  if (spec.os !== undefined && spec.os.name !== 'linux' && spec.os.name !== 'windows') {
    findings.unsupported(path.child('os.name'), spec.os.name ?? '', ['linux', 'windows']);
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    findings.invalid(path.child('shareProcessNamespace'), true, 'excludes hostPID');
  }
}
