import type { Container, ContainerPort, PodSpec, Volume } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkEnvFrom, checkEnvironment } from './environment.js';
import { checkOneOf, checkText, dnsLabel, portName } from './names.js';
import { checkDevices, checkMounts } from './mounts.js';
import { checkPort } from './numbers.js';
import { checkLifecycle, checkProbe } from './probes.js';
import { checkResources } from './resources.js';
import { checkContainerSecurity } from './security.js';

/** What the checks of a container need to know of its pod. */
export interface PodContext {
  readonly spec: PodSpec;
  readonly volumes: ReadonlyMap<string, Volume>;
  /** A pod of its own; a template is checked less strictly in some points. */
  readonly isPod: boolean;
}

/** Fields of a container that are checked but not simulated. */
interface OtherFields {
  readonly envFrom?: readonly Readonly<Record<string, unknown>>[];
  readonly resizePolicy?: readonly { readonly resourceName?: string; readonly restartPolicy?: string }[];
  readonly restartPolicyRules?: readonly unknown[];
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
/** Of a pod, and of a container by itself. */
export const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

/**
 * Checks the containers of a pod.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, validateContainers, validateInitContainers.
 */
export function checkContainers(findings: Findings, path: FieldPath, pod: PodContext): void {
  const { containers = [], initContainers = [] } = pod.spec;
  const names = new Set<string>();
  const list = path.child('containers');
  if (containers.length === 0) findings.required(list, 'is required: a pod has at least one container');
  containers.forEach((container, i) => {
    const at = list.index(i);
    checkContainer(findings, at, container, pod);
    checkName(findings, at, container, names);
    checkRunning(findings, at, container, pod.spec);
    if (container.restartPolicy !== undefined && !RESTART_POLICIES.includes(container.restartPolicy)) {
      findings.unsupported(at.child('restartPolicy'), container.restartPolicy, RESTART_POLICIES);
    }
  });
  initContainers.forEach((container, i) => {
    const at = path.child('initContainers').index(i);
    checkContainer(findings, at, container, pod);
    checkName(findings, at, container, names);
    checkInit(findings, at, container, pod.spec);
    // Init containers run one after the other: only the ports of one of them can collide.
    checkHostPortConflicts(findings, [[container, at]]);
  });
  checkHostPortConflicts(findings, containers.map((container, i) => [container, list.index(i)] as const));
}

function checkName(findings: Findings, path: FieldPath, { name }: Container, names: Set<string>): void {
  if (name === undefined || name === '') return;
  if (names.has(name)) findings.duplicate(path.child('name'), name);
  names.add(name);
}

function checkContainer(findings: Findings, path: FieldPath, container: Container, pod: PodContext): void {
  checkText(findings, path.child('name'), container.name, dnsLabel);
  const image = container.image ?? '';
  if (image === '') findings.required(path.child('image'), 'is required', 'add "image:" with a name such as nginx:1.27');
  else if (pod.isPod && image.trim() !== image) {
    findings.invalid(path.child('image'), image, 'must not begin or end with a space');
  }
  checkOneOf(findings, path.child('imagePullPolicy'), container.imagePullPolicy, PULL_POLICIES);
  checkOneOf(findings, path.child('terminationMessagePolicy'), container.terminationMessagePolicy, MESSAGE_POLICIES);
  checkPorts(findings, path.child('ports'), container.ports ?? [], pod.spec.hostNetwork === true);
  checkEnvironment(findings, path.child('env'), container.env);
  const more: Container & OtherFields = container;
  checkEnvFrom(findings, path.child('envFrom'), more.envFrom);
  checkMounts(findings, path.child('volumeMounts'), container, pod.volumes);
  checkDevices(findings, path.child('volumeDevices'), container, pod.volumes);
  const claims = new Set((pod.spec.resourceClaims ?? []).map(({ name }) => name));
  checkResources(findings, path.child('resources'), container.resources ?? {}, { level: 'container', claims });
  checkResize(findings, path.child('resizePolicy'), more.resizePolicy ?? []);
  checkContainerSecurity(findings, path.child('securityContext'), container.securityContext);
  if ((more.restartPolicyRules ?? []).length > 0 && container.restartPolicy === undefined) {
    findings.required(path.child('restartPolicy'), 'is required beside restartPolicyRules');
  }
}

function checkPorts(findings: Findings, path: FieldPath, ports: readonly ContainerPort[], hostNetwork: boolean): void {
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const at = path.index(i);
    const { name = '', containerPort = 0, hostPort = 0 } = port;
    if (name !== '') {
      const error = portName(name);
      if (error !== null) findings.invalid(at.child('name'), name, error);
      else if (names.has(name)) findings.duplicate(at.child('name'), name);
      names.add(name);
    }
    if (containerPort === 0) findings.required(at.child('containerPort'), 'is required, and 0 counts as absent');
    else checkPort(findings, at.child('containerPort'), containerPort);
    if (hostPort !== 0) checkPort(findings, at.child('hostPort'), hostPort);
    if (hostNetwork && hostPort !== 0 && hostPort !== containerPort) {
      findings.invalid(at.child('hostPort'), hostPort, 'must equal containerPort on the host network');
    }
    checkOneOf(findings, at.child('protocol'), port.protocol, PROTOCOLS);
  });
}

/** Two containers of one pod cannot take the same port of the node. */
function checkHostPortConflicts(findings: Findings, containers: readonly (readonly [Container, FieldPath])[]): void {
  const taken = new Set<string>();
  for (const [container, path] of containers) {
    (container.ports ?? []).forEach((port, i) => {
      if ((port.hostPort ?? 0) === 0) return;
      const key = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) findings.duplicate(path.child('ports').index(i).child('hostPort'), key);
      taken.add(key);
    });
  }
}

/** Hooks and probes of a container that keeps running. */
function checkRunning(findings: Findings, path: FieldPath, container: Container, spec: PodSpec): void {
  checkLifecycle(findings, path.child('lifecycle'), container.lifecycle, spec.terminationGracePeriodSeconds ?? 0);
  checkProbe(findings, path.child('livenessProbe'), container.livenessProbe, 'liveness');
  checkProbe(findings, path.child('readinessProbe'), container.readinessProbe, 'readiness');
  checkProbe(findings, path.child('startupProbe'), container.startupProbe, 'startup');
}

/** An init container runs to its end before the others start, unless it is a sidecar. */
function checkInit(findings: Findings, path: FieldPath, container: Container, spec: PodSpec): void {
  checkOneOf(findings, path.child('restartPolicy'), container.restartPolicy, RESTART_POLICIES);
  if (container.restartPolicy === 'Always') {
    checkRunning(findings, path, container, spec);
    return;
  }
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[field] !== undefined) {
      findings.forbidden(path.child(field), 'must not be set for an init container that runs to its end');
    }
  }
}

function checkResize(
  findings: Findings, path: FieldPath, policies: readonly { readonly resourceName?: string; readonly restartPolicy?: string }[],
): void {
  const seen = new Set<string>();
  policies.forEach(({ resourceName = '', restartPolicy = '' }, i) => {
    const at = path.index(i);
    if (seen.has(resourceName)) findings.duplicate(at, resourceName);
    seen.add(resourceName);
    if (resourceName === '') findings.required(at.child('resourceName'));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') {
      findings.unsupported(at.child('resourceName'), resourceName, ['cpu', 'memory']);
    }
    if (restartPolicy === '') findings.required(at.child('restartPolicy'));
    else checkOneOf(findings, at.child('restartPolicy'), restartPolicy, RESIZE_POLICIES);
  });
}
