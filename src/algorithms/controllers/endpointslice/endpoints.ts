import { isDeleting, isReady, isTerminal, nodeNameOf, podStatusOf, type ApiObject } from '../../../world/controlplane/index.js';
import type { Endpoint, EndpointSlice, Service } from '../../../world/objects/index.js';
import type { StoredPod } from '../workloads.js';

export interface StoredService extends ApiObject { readonly spec: Service['spec'] }
export interface StoredSlice extends ApiObject, Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'> {}

/** A port of a slice. */
type SlicePort = NonNullable<EndpointSlice['ports']>[number];

/** Whether a pod is behind its services: it has an address and has not ended. A terminating pod stays until it is gone. */
export function isServing(pod: StoredPod): boolean {
  return !isTerminal(pod) && podStatusOf(pod).podIP !== undefined;
}

/** How a pod appears in a slice: ready as long as it is Ready and not terminating. */
export function endpointOf(pod: StoredPod, service: StoredService): Endpoint {
  const serving = isReady(pod);
  const terminating = isDeleting(pod);
  const { name, uid, namespace } = pod.metadata;
  return {
    addresses: [podStatusOf(pod).podIP ?? ''],
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    nodeName: nodeNameOf(pod),
    targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }) },
  };
}

/** The ports of a service's slices; a target port given by name is looked up in the first pod that has it. */
export function portsOf(service: StoredService, pods: readonly StoredPod[]): readonly SlicePort[] {
  return (service.spec.ports ?? []).map(({ name = '', protocol = 'TCP', port, targetPort = port }) => {
    const number = typeof targetPort === 'number' ? targetPort : namedPort(targetPort, pods);
    return { name, protocol, ...(number === undefined ? {} : { port: number }) };
  });
}

function namedPort(name: string, pods: readonly StoredPod[]): number | undefined {
  for (const pod of pods) {
    for (const container of pod.spec.containers) {
      const port = container.ports?.find((one) => one.name === name);
      if (port !== undefined) return port.containerPort;
    }
  }
  return undefined;
}
