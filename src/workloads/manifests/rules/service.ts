import { labelKeyError, type Service, type ServicePort, type ServiceSpec } from '../../../world/objects/index.js';
import { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { isCidr, isIp } from './addresses.js';
import { checkMetadata } from './metadata.js';
import { checkLabels, checkOneOf, dnsLabel, dnsSubdomain } from './names.js';
import { checkPort, checkPortOrName } from './numbers.js';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
/** Longest time that a client may stick to a pod, seconds: one day. */
const MAX_AFFINITY_SECONDS = 86_400;

/**
 * Checks a Service, with its defaults filled in.
 *
 * Source: kubernetes v1.36, pkg/apis/core/validation, ValidateService.
 * Differs: addresses and node ports are not allocated, so whether they are free or in range is not known.
 */
export function checkService(findings: Findings, service: Service): void {
  const { root } = FieldPath;
  const path = root.child('spec');
  const { spec } = service;
  checkMetadata(findings, root.child('metadata'), service.metadata ?? {}, { name: dnsLabel, namespaced: true });
  checkLabels(findings, path.child('selector'), spec.selector);
  checkOneOf(findings, path.child('type'), spec.type, TYPES);
  checkType(findings, path, spec);
  checkPorts(findings, path.child('ports'), spec);
  checkAffinity(findings, path, spec);
  checkAddresses(findings, path, spec);
  checkTraffic(findings, path, spec);
}

function checkType(findings: Findings, path: FieldPath, spec: ServiceSpec): void {
  const isHeadless = spec.clusterIP === 'None';
  if (spec.type === 'ExternalName') {
    const name = spec.externalName?.replace(/\.$/, '') ?? '';
    if (name === '') findings.required(path.child('externalName'));
    else {
      const error = dnsSubdomain(name);
      if (error !== null) findings.invalid(path.child('externalName'), spec.externalName, error);
    }
    if ((spec.clusterIP ?? '') !== '') findings.forbidden(path.child('clusterIP'), 'must not be set for type ExternalName');
  } else if (isHeadless && (spec.type === 'NodePort' || spec.type === 'LoadBalancer')) {
    findings.invalid(path.child('clusterIPs').index(0), 'None', `must not be None for type ${spec.type}`);
  }
  if ((spec.ports ?? []).length === 0 && !isHeadless && spec.type !== 'ExternalName') {
    findings.required(path.child('ports'), 'is required: a service has at least one port');
  }
  const { loadBalancerClass, allocateLoadBalancerNodePorts } = spec;
  if (spec.type === 'LoadBalancer') {
    const error = loadBalancerClass === undefined ? null : labelKeyError(loadBalancerClass);
    if (error !== null) {
      findings.invalid(path.child('loadBalancerClass'), loadBalancerClass, `is no name of a class, it ${error}`);
    }
  } else {
    if (loadBalancerClass !== undefined) {
      findings.forbidden(path.child('loadBalancerClass'), 'may only be set for type LoadBalancer');
    }
    if (allocateLoadBalancerNodePorts !== undefined) {
      findings.forbidden(path.child('allocateLoadBalancerNodePorts'), 'may only be set for type LoadBalancer');
    }
    if ((spec.loadBalancerSourceRanges ?? []).length > 0) {
      findings.forbidden(path.child('loadBalancerSourceRanges'), 'may only be set for type LoadBalancer');
    }
  }
}

function checkPorts(findings: Findings, path: FieldPath, spec: ServiceSpec): void {
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  const pairs = new Set<string>();
  const nodePorts = new Set<string>();
  ports.forEach((port, i) => {
    const at = path.index(i);
    checkPortOf(findings, at, port, { needsName: ports.length > 1, names });
    const protocol = port.protocol ?? 'TCP';
    const pair = `${protocol} ${port.port ?? 0}`;
    if (pairs.has(pair)) findings.duplicate(at, pair);
    pairs.add(pair);
    const nodePort = port.nodePort ?? 0;
    if (nodePort === 0) return;
    if (spec.type === 'ClusterIP' || spec.type === 'ExternalName') {
      findings.forbidden(at.child('nodePort'), `must not be set for type ${spec.type}`);
    }
    const key = `${protocol} ${nodePort}`;
    if (nodePorts.has(key)) findings.duplicate(at.child('nodePort'), nodePort);
    nodePorts.add(key);
  });
}

function checkPortOf(
  findings: Findings, path: FieldPath, port: ServicePort, { needsName, names }: { needsName: boolean; names: Set<string> },
): void {
  const { name = '' } = port;
  if (name === '') {
    if (needsName) findings.required(path.child('name'), 'is required as soon as there are several ports');
  } else {
    const error = dnsLabel(name);
    if (error !== null) findings.invalid(path.child('name'), name, error);
    if (names.has(name)) findings.duplicate(path.child('name'), name);
    names.add(name);
  }
  checkPort(findings, path.child('port'), port.port ?? 0);
  checkOneOf(findings, path.child('protocol'), port.protocol, PROTOCOLS);
  checkPortOrName(findings, path.child('targetPort'), port.targetPort ?? 0);
  const error = (port.appProtocol ?? '') === '' ? null : labelKeyError(port.appProtocol!);
  if (error !== null) findings.invalid(path.child('appProtocol'), port.appProtocol, `is no name of a protocol, it ${error}`);
}

function checkAffinity(findings: Findings, path: FieldPath, spec: ServiceSpec): void {
  checkOneOf(findings, path.child('sessionAffinity'), spec.sessionAffinity, ['ClientIP', 'None']);
  const config = spec.sessionAffinityConfig;
  const at = path.child('sessionAffinityConfig');
  if (spec.sessionAffinity === 'ClientIP') {
    const seconds = config?.clientIP?.timeoutSeconds;
    if (seconds !== undefined && (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS)) {
      findings.invalid(at.child('clientIP.timeoutSeconds'), seconds, `must be between 1 and ${MAX_AFFINITY_SECONDS}`);
    }
  }
}

function checkAddresses(findings: Findings, path: FieldPath, spec: ServiceSpec): void {
  const { clusterIP = '', clusterIPs = [] } = spec;
  if (clusterIPs.length > 0 && clusterIPs[0] !== clusterIP) {
    findings.on(path.child('clusterIPs'), 'MAN006',
      `the first address must be that of clusterIP, ${JSON.stringify(clusterIP)}`);
  }
  if (clusterIP !== '' && clusterIP !== 'None' && !isIp(clusterIP)) {
    findings.invalid(path.child('clusterIPs').index(0), clusterIP, 'is no IP address');
  }
  (spec.externalIPs ?? []).forEach((ip, i) => {
    const error = externalIpError(ip);
    if (error !== null) findings.invalid(path.child('externalIPs').index(i), ip, error);
  });
  (spec.loadBalancerSourceRanges ?? []).forEach((range, i) => {
    if (spec.type === 'LoadBalancer' && !isCidr(range.trim())) {
      findings.invalid(path.child('loadBalancerSourceRanges').index(i), range, 'is no network such as 10.1.0.0/24');
    }
  });
}

/** Addresses that mean the machine itself, its link or nobody lead nowhere from outside. */
function externalIpError(ip: string): string | null {
  if (!isIp(ip)) return 'is no IP address';
  if (ip === '0.0.0.0' || ip === '::') return 'means no address';
  if (/^127\./.test(ip) || ip === '::1') return 'is an address of the machine itself';
  if (/^169\.254\./.test(ip) || /^fe[89ab]/i.test(ip) || /^224\.0\.0\./.test(ip) || /^ff[0-9a-f]2:/i.test(ip)) {
    return 'is an address of the local link';
  }
  return null;
}

function checkTraffic(findings: Findings, path: FieldPath, spec: ServiceSpec): void {
  if (spec.internalTrafficPolicy === '') findings.unsupported(path.child('internalTrafficPolicy'), '', TRAFFIC_POLICIES);
  checkOneOf(findings, path.child('internalTrafficPolicy'), spec.internalTrafficPolicy, TRAFFIC_POLICIES);
  const isOutside = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0;
  if (!isOutside && (spec.externalTrafficPolicy ?? '') !== '') {
    findings.invalid(path.child('externalTrafficPolicy'), spec.externalTrafficPolicy,
      'may only be set for services that are reached from outside');
  } else checkOneOf(findings, path.child('externalTrafficPolicy'), spec.externalTrafficPolicy, TRAFFIC_POLICIES);
  if ((spec.healthCheckNodePort ?? 0) !== 0 && !(spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local')) {
    findings.invalid(path.child('healthCheckNodePort'), spec.healthCheckNodePort,
      'may only be set for type LoadBalancer with externalTrafficPolicy: Local');
  }
  checkOneOf(findings, path.child('ipFamilyPolicy'), spec.ipFamilyPolicy,
    ['SingleStack', 'PreferDualStack', 'RequireDualStack']);
  (spec.ipFamilies ?? []).forEach((family, i) => checkOneOf(findings, path.child('ipFamilies').index(i), family, ['IPv4', 'IPv6']));
  checkOneOf(findings, path.child('trafficDistribution'), spec.trafficDistribution,
    ['PreferClose', 'PreferSameZone', 'PreferSameNode']);
}
