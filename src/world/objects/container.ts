import type { ResourceList } from './resource-list.js';

export interface ContainerPort {
  readonly containerPort: number;
  readonly name?: string;
  /** `TCP` (the default), `UDP` or `SCTP`. */
  readonly protocol?: string;
  readonly hostPort?: number;
  readonly hostIP?: string;
}

/** What a container asks for and may use at most. */
export interface ResourceRequirements {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
  readonly claims?: readonly { readonly name: string; readonly request?: string }[];
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** A liveness, readiness or start-up probe; the handler (exec, httpGet, tcpSocket, grpc) is kept as written. */
export interface Probe {
  readonly exec?: Readonly<Record<string, unknown>>;
  readonly httpGet?: Readonly<Record<string, unknown>>;
  readonly tcpSocket?: Readonly<Record<string, unknown>>;
  readonly grpc?: Readonly<Record<string, unknown>>;
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly terminationGracePeriodSeconds?: number;
}

/** The simulated part of a container; other fields are kept as written. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly ports?: readonly ContainerPort[];
  readonly env?: readonly EnvVar[];
  readonly resources?: ResourceRequirements;
  /** Of an init container, `Always` makes it a sidecar that keeps running. */
  readonly restartPolicy?: string;
  /** What else a container's exit restarts; action `Restart` or `RestartAllContainers`. */
  readonly restartPolicyRules?: readonly { readonly action: string; readonly exitCodes?: Readonly<Record<string, unknown>> }[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly lifecycle?: Readonly<Record<string, unknown>>;
  readonly imagePullPolicy?: string;
  readonly terminationMessagePath?: string;
  readonly terminationMessagePolicy?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
}
