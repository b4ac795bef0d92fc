import type { Container, ContainerPort, Probe } from '../container.js';
import { defaultRequirements } from './resources.js';

/** A container as the API server stores it, part of a pod or of a template. */
export function defaultContainer(container: Container, owner: { isPod: boolean; hostNetwork: boolean }): Container {
  return {
    ...container,
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    imagePullPolicy: container.imagePullPolicy || pullPolicyFor(container.image ?? ''),
    resources: defaultRequirements(container.resources ?? {}, { requestsFromLimits: owner.isPod }),
    ...(container.ports === undefined ? {} : { ports: container.ports.map((port) => defaultPort(port, owner)) }),
    ...(container.livenessProbe === undefined ? {} : { livenessProbe: defaultProbe(container.livenessProbe) }),
    ...(container.readinessProbe === undefined ? {} : { readinessProbe: defaultProbe(container.readinessProbe) }),
    ...(container.startupProbe === undefined ? {} : { startupProbe: defaultProbe(container.startupProbe) }),
  };
}

/** An image without tag, or with tag `latest`, is pulled every time; a digest or another tag is pulled once. */
function pullPolicyFor(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** On the host's network every container port is a host port; templates get that only when a pod is made from them. */
function defaultPort(port: ContainerPort, owner: { isPod: boolean; hostNetwork: boolean }): ContainerPort {
  const isHostPort = owner.isPod && owner.hostNetwork && (port.hostPort ?? 0) === 0;
  return { ...port, protocol: port.protocol || 'TCP', ...(isHostPort ? { hostPort: port.containerPort } : {}) };
}

/** Zero counts as absent in the numbers of a probe. */
function defaultProbe(probe: Probe): Probe {
  return {
    ...probe,
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
    ...(probe.httpGet === undefined ? {} : { httpGet: { ...probe.httpGet, path: probe.httpGet['path'] || '/', scheme: probe.httpGet['scheme'] || 'HTTP' } }),
  };
}
