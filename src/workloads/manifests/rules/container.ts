import type { Container, ContainerPort, PodSpec, VolumeMount } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkEnvFrom, checkEnvironment } from './environment.js';
import { checkOneOf, checkText, dnsLabel, portName } from './names.js';
import { checkPort } from './numbers.js';
import { checkLifecycle, checkProbe } from './probes.js';
import { checkResources } from './resources.js';
import { isIp } from './addresses.js';

/** What the checks of a container need to know of its pod. */
export interface PodContext {
  readonly spec: PodSpec;
  readonly volumeNames: ReadonlySet<string>;
  /** A pod of its own; a template is checked less strictly in some points. */
  readonly isPod: boolean;
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
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
    checkRunning(findings, at, container);
    if (container.restartPolicy !== undefined && !RESTART_POLICIES.includes(container.restartPolicy)) findings.unsupported(at.child('restartPolicy'), container.restartPolicy, RESTART_POLICIES);
  });
  initContainers.forEach((container, i) => {
    const at = path.child('initContainers').index(i);
    checkContainer(findings, at, container, pod);
    checkName(findings, at, container, names);
    checkInit(findings, at, container);
  });
  const sidecars = initContainers.flatMap((container, i) => (container.restartPolicy === 'Always' ? [[container, path.child('initContainers').index(i)] as const] : []));
  checkHostPortConflicts(findings, containers.map((container, i) => [container, list.index(i)] as const));
  checkHostPortConflicts(findings, sidecars);
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
  else if (pod.isPod && image.trim() !== image) findings.invalid(path.child('image'), image, 'must not begin or end with a space');
  checkOneOf(findings, path.child('imagePullPolicy'), container.imagePullPolicy, PULL_POLICIES);
  checkOneOf(findings, path.child('terminationMessagePolicy'), container.terminationMessagePolicy, MESSAGE_POLICIES);
  checkPorts(findings, path.child('ports'), container.ports ?? [], pod.spec.hostNetwork === true);
  checkEnvironment(findings, path.child('env'), container.env);
  const more = container as Container & { readonly envFrom?: readonly Readonly<Record<string, unknown>>[]; readonly resizePolicy?: readonly { resourceName?: string; restartPolicy?: string }[] };
  checkEnvFrom(findings, path.child('envFrom'), more.envFrom);
  checkMounts(findings, path.child('volumeMounts'), container.volumeMounts ?? [], pod.volumeNames);
  checkResources(findings, path.child('resources'), container.resources ?? {}, { level: 'container' });
  checkResize(findings, path.child('resizePolicy'), more.resizePolicy ?? []);
  checkSecurity(findings, path.child('securityContext'), container.securityContext);
}

function checkPorts(findings: Findings, path: FieldPath, ports: readonly ContainerPort[], hostNetwork: boolean): void {
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const at = path.index(i);
    const { name = '', containerPort = 0, hostPort = 0, hostIP = '' } = port;
    if (name !== '') {
      const error = portName(name);
      if (error !== null) findings.invalid(at.child('name'), name, error);
      else if (names.has(name)) findings.duplicate(at.child('name'), name);
      names.add(name);
    }
    if (containerPort === 0) findings.required(at.child('containerPort'), 'is required, and 0 counts as absent');
    else checkPort(findings, at.child('containerPort'), containerPort);
    if (hostPort !== 0) checkPort(findings, at.child('hostPort'), hostPort);
    if (hostNetwork && hostPort !== 0 && hostPort !== containerPort) findings.invalid(at.child('hostPort'), hostPort, 'must equal containerPort on the host network');
    checkOneOf(findings, at.child('protocol'), port.protocol, PROTOCOLS);
    if (hostIP !== '' && !isIp(hostIP)) findings.invalid(at.child('hostIP'), hostIP, 'is no IP address');
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

function checkMounts(findings: Findings, path: FieldPath, mounts: readonly VolumeMount[], volumes: ReadonlySet<string>): void {
  const places = new Set<string>();
  mounts.forEach((mount, i) => {
    const at = path.index(i);
    const { name = '', mountPath = '', subPath = '' } = mount;
    const { subPathExpr = '' } = mount as VolumeMount & { readonly subPathExpr?: string };
    if (name === '') findings.required(at.child('name'));
    else if (!volumes.has(name)) findings.invalid(at.child('name'), name, 'is no volume of this pod', 'add the volume to spec.volumes, or correct the name');
    if (mountPath === '') findings.required(at.child('mountPath'));
    if (places.has(mountPath)) findings.invalid(at.child('mountPath'), mountPath, 'must be unique');
    places.add(mountPath);
    if (subPath !== '' && subPathExpr !== '') findings.on(at.child('subPathExpr'), 'MAN008', 'subPath and subPathExpr exclude each other');
    for (const [field, text] of [['subPath', subPath], ['subPathExpr', subPathExpr]] as const) {
      if (text.startsWith('/')) findings.invalid(at.child(field), text, 'must be a relative path');
      else if (text.split('/').includes('..')) findings.invalid(at.child(field), text, 'must not contain ".."');
    }
  });
}

/** Hooks and probes of a container that keeps running. */
function checkRunning(findings: Findings, path: FieldPath, container: Container): void {
  checkLifecycle(findings, path.child('lifecycle'), container.lifecycle);
  checkProbe(findings, path.child('livenessProbe'), container.livenessProbe, 'liveness');
  checkProbe(findings, path.child('readinessProbe'), container.readinessProbe, 'readiness');
  checkProbe(findings, path.child('startupProbe'), container.startupProbe, 'startup');
}

/** An init container runs to its end before the others start, unless it is a sidecar. */
function checkInit(findings: Findings, path: FieldPath, container: Container): void {
  checkOneOf(findings, path.child('restartPolicy'), container.restartPolicy, RESTART_POLICIES);
  if (container.restartPolicy === 'Always') {
    checkRunning(findings, path, container);
    return;
  }
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[field] !== undefined) findings.forbidden(path.child(field), 'must not be set for an init container that runs to its end');
  }
}

function checkResize(findings: Findings, path: FieldPath, policies: readonly { readonly resourceName?: string; readonly restartPolicy?: string }[]): void {
  const seen = new Set<string>();
  policies.forEach(({ resourceName = '', restartPolicy = '' }, i) => {
    const at = path.index(i);
    if (seen.has(resourceName)) findings.duplicate(at, resourceName);
    seen.add(resourceName);
    if (resourceName === '') findings.required(at.child('resourceName'));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') findings.unsupported(at.child('resourceName'), resourceName, ['cpu', 'memory']);
    if (restartPolicy === '') findings.required(at.child('restartPolicy'));
    else checkOneOf(findings, at.child('restartPolicy'), restartPolicy, RESIZE_POLICIES);
  });
}

/** Numbers of users and groups, and the two flags that contradict each other. */
export function checkSecurity(findings: Findings, path: FieldPath, context: Readonly<Record<string, unknown>> | undefined): void {
  for (const field of ['runAsUser', 'runAsGroup', 'fsGroup']) {
    const value = context?.[field];
    if (typeof value === 'number' && (value < 0 || value > 2_147_483_647)) findings.invalid(path.child(field), value, 'must be between 0 and 2147483647');
  }
  if (context?.['allowPrivilegeEscalation'] === false && context['privileged'] === true) findings.on(path, 'MAN008', 'a privileged container cannot forbid privilege escalation');
  const procMount = context?.['procMount'];
  if (typeof procMount === 'string') checkOneOf(findings, path.child('procMount'), procMount, ['Default', 'Unmasked']);
}
