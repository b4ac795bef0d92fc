import type { Deployment, DeploymentStrategy } from '../deployment.js';
import { defaultPodTemplate } from './pod.js';

/** Surge and unavailability of a rolling update that names none. */
const DEFAULT_STEP = '25%';

/**
 * A Deployment as the API server stores it.
 *
 * Source: kubernetes v1.36, pkg/apis/apps/v1/defaults.go, SetDefaults_Deployment.
 */
export function defaultDeployment(deployment: Deployment): Deployment {
  const { spec } = deployment;
  return {
    ...deployment,
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: {
      ...spec,
      replicas: spec.replicas ?? 1,
      template: defaultPodTemplate(spec.template),
      strategy: defaultStrategy(spec.strategy ?? {}),
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
      progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
    },
  };
}

function defaultStrategy(strategy: DeploymentStrategy): DeploymentStrategy {
  const type = strategy.type || 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  const { maxSurge = DEFAULT_STEP, maxUnavailable = DEFAULT_STEP } = strategy.rollingUpdate ?? {};
  return { ...strategy, type, rollingUpdate: { maxSurge, maxUnavailable } };
}
