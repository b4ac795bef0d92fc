import { compareQuantities, formatPlain, isMultipleOf, parseQuantity, type Quantity } from '../../../base/quantity.js';
import { labelKeyError, podRequests, type PodSpec, type ResourceList, type ResourceRequirements } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';

const CONTAINER_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** Resource names without a prefix that exist at all, most of them in quotas. */
const STANDARD_RESOURCES: ReadonlySet<string> = new Set([
  ...CONTAINER_RESOURCES, 'storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory',
  'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps',
  'persistentvolumeclaims', 'requests.storage', 'services.nodeports', 'services.loadbalancers',
]);
const HUGE_PAGES = 'hugepages-';
const ONE: Quantity = { format: 'DecimalSI', unscaled: 1n, scale: 0, isBig: false };

const isHugePages = (name: string): boolean => name.startsWith(HUGE_PAGES);
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** Devices and the like: whole pieces, never overcommitted. */
const isExtended = (name: string): boolean => !isNative(name) && !name.startsWith('requests.') && labelKeyError(`requests.${name}`) === null;

export interface ResourceOptions {
  /** Pod-level resources know fewer names. */
  readonly level: 'container' | 'pod';
  /** Names of the pod's claims on devices. */
  readonly claims: ReadonlySet<string>;
}

/**
 * Checks requests and limits: names, amounts, and that no request exceeds its limit.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, ValidateContainerResourceRequirements and its pod-level form.
 */
export function checkResources(
  findings: Findings, path: FieldPath, resources: ResourceRequirements, { level, claims }: ResourceOptions,
): void {
  const limits = parsed(resources.limits);
  const requests = parsed(resources.requests);
  for (const [list, amounts] of [['limits', limits], ['requests', requests]] as const) {
    for (const [name, amount] of amounts) {
      const at = path.child(list).key(name);
      checkResourceName(findings, at, name, level);
      checkAmount(findings, at, name, amount);
    }
  }
  for (const [name, request] of requests) checkAgainstLimit(findings, path, name, request, limits.get(name));
  const hasHugePages = [...limits.keys(), ...requests.keys()].some(isHugePages);
  const hasCpuOrMemory = [...limits.keys(), ...requests.keys()].some((name) => name === 'cpu' || name === 'memory');
  if (hasHugePages && !hasCpuOrMemory) findings.forbidden(path, 'huge pages need cpu or memory beside them');
  (resources.claims ?? []).forEach(({ name = '' }, i) => {
    const at = path.child('claims').index(i);
    if (name === '') findings.required(at.child('name'));
    else if (!claims.has(name)) findings.invalid(at, name, 'is no claim in spec.resourceClaims');
  });
}

/**
 * Checks pod-level resources: no less than the containers' requests together, no less than any container's limit.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, validatePodResources.
 */
export function checkPodResources(findings: Findings, path: FieldPath, spec: PodSpec): void {
  const { resources } = spec;
  if (resources === undefined) return;
  checkResources(findings, path, resources,
    { level: 'pod', claims: new Set((spec.resourceClaims ?? []).map(({ name }) => name)) });
  const wanted = podRequests({ metadata: { name: '' }, spec }, { skipPodLevelResources: true, excludeOverhead: true });
  for (const [name, request] of parsed(resources.requests)) {
    const sum = wanted.get(name);
    if (sum !== undefined && compareQuantities(sum, request) > 0) {
      findings.invalid(path.child('requests').key(name), formatPlain(request),
        `is less than the requests of the containers together, ${formatPlain(sum)}`);
    }
  }
  const limits = parsed(resources.limits);
  spec.containers.forEach((container, i) => {
    for (const [name, limit] of parsed(container.resources?.limits)) {
      const most = limits.get(name);
      if (most !== undefined && compareQuantities(limit, most) > 0) {
        findings.on(path.child('limits').key(name), 'MAN006',
          `${formatPlain(most)} is less than the limit of container ${i}, ${formatPlain(limit)}`);
      }
    }
  });
}

/** A node's capacity: any known or prefixed name, amounts not negative, devices in whole pieces. */
export function checkCapacity(findings: Findings, path: FieldPath, list: ResourceList | undefined): void {
  for (const [name, amount] of parsed(list)) {
    const error = nameError(name);
    if (error !== null) findings.invalid(path.key(name), name, error);
    checkAmount(findings, path.key(name), name, amount);
  }
}

function checkResourceName(findings: Findings, path: FieldPath, name: string, level: 'container' | 'pod'): void {
  const error = nameError(name);
  if (error !== null) {
    findings.invalid(path, name, error);
    return;
  }
  if (level === 'pod') {
    if (name !== 'cpu' && name !== 'memory' && !isHugePages(name)) {
      findings.invalid(path, name, 'cannot be requested for a whole pod, only cpu, memory and huge pages can');
    }
  } else if (!name.includes('/') ? !CONTAINER_RESOURCES.has(name) && !isHugePages(name) : !isNative(name) && !isExtended(name)) {
    findings.invalid(path, name,
      'is no resource of containers: cpu, memory, ephemeral-storage, hugepages-<size> or a name with a prefix such as nvidia.com/gpu');
  }
}

function nameError(name: string): string | null {
  const error = labelKeyError(name);
  if (error !== null) return `is no resource name, it ${error}`;
  if (!name.includes('/') && !STANDARD_RESOURCES.has(name) && !isHugePages(name)) {
    return 'is no resource: known are cpu, memory, ephemeral-storage, hugepages-<size> and names with a prefix such as nvidia.com/gpu';
  }
  return null;
}

function checkAmount(findings: Findings, path: FieldPath, name: string, amount: Quantity): void {
  if (amount.unscaled < 0n) findings.invalid(path, formatPlain(amount), 'must be 0 or more');
  if ((isExtended(name) || name === 'pods') && !isMultipleOf(amount, ONE)) {
    findings.invalid(path, formatPlain(amount), 'must be a whole number');
  }
  if (isHugePages(name)) {
    const pageSize = parseQuantity(name.slice(HUGE_PAGES.length));
    if (pageSize === null || pageSize.unscaled <= 0n || !isMultipleOf(amount, pageSize)) {
      findings.invalid(path, formatPlain(amount), `must be a multiple of the page size ${name.slice(HUGE_PAGES.length)}`);
    }
  }
}

function checkAgainstLimit(
  findings: Findings, path: FieldPath, name: string, request: Quantity, limit: Quantity | undefined,
): void {
  const isFixed = isExtended(name) || isHugePages(name);
  if (limit === undefined) {
    if (isFixed) {
      findings.required(path.child('limits'),
        `a limit of ${name} is required: it cannot be overcommitted`, `add "${name}: ${formatPlain(request)}" to the limits`);
    }
    return;
  }
  const order = compareQuantities(request, limit);
  if (isFixed && order !== 0) {
    findings.on(path.child('requests'), 'MAN006',
      `the request of ${name}, ${formatPlain(request)}, must equal its limit of ${formatPlain(limit)}`);
  } else if (order > 0) {
    findings.on(path.child('requests'), 'MAN006', `the request of ${name}, ${formatPlain(request)}, is larger than its limit of ${formatPlain(limit)}`,
      `raise limits.${name} or lower requests.${name}`);
  }
}

function parsed(list: ResourceList | undefined): Map<string, Quantity> {
  // Decoding has refused what is no quantity.
  return new Map(Object.entries(list ?? {}).flatMap(([name, written]) => {
    const amount = parseQuantity(String(written));
    return amount === null ? [] : [[name, amount] as const];
  }));
}
