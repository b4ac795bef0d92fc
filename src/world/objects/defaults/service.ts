import type { Service, ServicePort, ServiceSpec } from '../service.js';

/** How long a client sticks to a pod with session affinity `ClientIP`, seconds. */
const CLIENT_IP_SECONDS = 10_800;

/**
 * A Service as the API server stores it.
 *
 * Source: kubernetes v1.36, pkg/apis/core/v1/defaults.go, SetDefaults_Service.
 * Differs: no addresses, node ports or IP families are allocated.
 */
export function defaultService(service: Service): Service {
  const { spec } = service;
  const type = spec.type || 'ClusterIP';
  const isReachedFromOutside = type === 'NodePort' || type === 'LoadBalancer';
  const full: ServiceSpec = {
    ...spec,
    type,
    sessionAffinity: spec.sessionAffinity || 'None',
    ...(spec.ports === undefined ? {} : { ports: spec.ports.map(defaultPort) }),
    ...(spec.sessionAffinity === 'ClientIP' ? clientIp(spec) : {}),
    ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
    ...(isReachedFromOutside ? { externalTrafficPolicy: spec.externalTrafficPolicy || 'Cluster' } : {}),
    ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true } : {}),
  };
  return { ...service, apiVersion: 'v1', kind: 'Service', spec: full };
}

function defaultPort(port: ServicePort): ServicePort {
  const isUnset = port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '';
  return { ...port, protocol: port.protocol || 'TCP', targetPort: isUnset ? port.port : port.targetPort! };
}

function clientIp(spec: ServiceSpec): Pick<ServiceSpec, 'sessionAffinityConfig'> {
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? CLIENT_IP_SECONDS;
  return { sessionAffinityConfig: { clientIP: { timeoutSeconds } } };
}
