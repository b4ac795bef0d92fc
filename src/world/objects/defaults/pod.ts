import { requestAmounts, podRequests } from '../pod-requests.js';
import type { Pod, PodSpec, PodTemplateSpec } from '../pod.js';
import type { ResourceRequirements } from '../container.js';
import type { ResourceList } from '../resource-list.js';
import type { Volume } from '../volume.js';
import { defaultContainer } from './container.js';
import { defaultRequirements, defaultResourceList } from './resources.js';

/** Scheduler of pods that name none. */
export const DEFAULT_SCHEDULER_NAME = 'default-scheduler';

/**
 * A pod as the API server stores it.
 *
 * Source: kubernetes v1.36, pkg/apis/core/v1/defaults.go.
 * Differs: no admission plugins (service account, tolerations of a node's own taints, priority classes); defaults of
 * fields that nothing here reads (file modes of volumes and the like) are left out.
 */
export function defaultPod(pod: Pod): Pod {
  const spec = defaultPodSpec(pod.spec, { isPod: true });
  const resources = spec.resources === undefined ? undefined : podLevelResources(pod, spec.resources);
  return {
    ...pod,
    apiVersion: 'v1',
    kind: 'Pod',
    spec: { ...spec, enableServiceLinks: spec.enableServiceLinks ?? true, ...(resources === undefined ? {} : { resources }) },
  };
}

/** A pod template as the API server stores it: requests and host ports are left to the pods made from it. */
export function defaultPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return { ...template, spec: defaultPodSpec(template.spec, { isPod: false }) };
}

function defaultPodSpec(spec: PodSpec, { isPod }: { isPod: boolean }): PodSpec {
  const owner = { isPod, hostNetwork: spec.hostNetwork === true };
  return {
    ...spec,
    containers: spec.containers.map((container) => defaultContainer(container, owner)),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map((container) => defaultContainer(container, owner)) }),
    ...(spec.volumes === undefined ? {} : { volumes: spec.volumes.map(defaultVolume) }),
    ...(spec.overhead === undefined ? {} : { overhead: defaultResourceList(spec.overhead) }),
    ...(spec.resources === undefined ? {} : { resources: defaultRequirements(spec.resources, { requestsFromLimits: false }) }),
    restartPolicy: spec.restartPolicy || 'Always',
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    schedulerName: spec.schedulerName || DEFAULT_SCHEDULER_NAME,
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    securityContext: spec.securityContext ?? {},
  };
}

/** Pod-level requests that are not written come from the containers' requests, else from the pod's own limits. */
function podLevelResources(pod: Pod, resources: ResourceRequirements): ResourceRequirements {
  const { limits = {}, requests = {} } = resources;
  if (Object.keys(limits).length + Object.keys(requests).length === 0) return resources;
  const containers = requestAmounts(podRequests(pod, { skipPodLevelResources: true, excludeOverhead: true }));
  const filled: Record<string, string | number> = {};
  for (const [name, amount] of Object.entries(containers)) {
    if (name === 'cpu') filled[name] = `${amount}m`;
    else if (name === 'memory') filled[name] = String(amount);
  }
  const fromLimits: ResourceList = limits;
  return { ...resources, requests: { ...fromLimits, ...filled, ...requests } };
}

/** A volume that names no source is an empty directory. */
function defaultVolume(volume: Volume): Volume {
  return Object.keys(volume).length === 1 ? { ...volume, emptyDir: {} } : volume;
}
