import type { Pod } from '../../../../world/objects/index.js';

/** A port that a pod takes on its node. */
export interface HostPort { readonly ip: string; readonly protocol: string; readonly port: number }

const ANY_ADDRESS = '0.0.0.0';

/**
 * Host ports of a pod: those of its containers and of init containers that keep running (restartPolicy Always).
 *
 * Source: kubernetes v1.36, pkg/scheduler/util/utils.go, GetHostPorts.
 */
export function hostPorts(pod: Pod): readonly HostPort[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars]
    .flatMap((container) => container.ports ?? [])
    .filter((port) => (port.hostPort ?? 0) > 0)
    .map((port) => ({ ip: port.hostIP || ANY_ADDRESS, protocol: port.protocol || 'TCP', port: port.hostPort! }));
}

/** Whether two pods cannot share a node: same port and protocol on the same address, or one of them on all addresses. */
export function portsConflict(wanted: readonly HostPort[], used: readonly HostPort[]): boolean {
  return wanted.some((a) => used.some((b) => a.port === b.port && a.protocol === b.protocol
    && (a.ip === b.ip || a.ip === ANY_ADDRESS || b.ip === ANY_ADDRESS)));
}
