import type { ReplicaSet } from '../replica-set.js';
import { defaultPodTemplate } from './pod.js';

/**
 * A ReplicaSet as the API server stores it.
 *
 * Source: kubernetes v1.36, pkg/apis/apps/v1/defaults.go, SetDefaults_ReplicaSet.
 */
export function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  const { spec } = replicaSet;
  return {
    ...replicaSet,
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    spec: { ...spec, replicas: spec.replicas ?? 1, template: defaultPodTemplate(spec.template) },
  };
}
