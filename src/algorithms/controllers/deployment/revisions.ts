import { byCodeUnit } from '../../../base/by-code-unit.js';
import { fnv1a, jsonEqual } from '../../../world/controlplane/index.js';
import type { DeploymentSpec } from '../../../world/objects/index.js';
import { replicasOf, type StoredDeployment, type StoredReplicaSet } from '../workloads.js';
import { maxSurge } from './limits.js';

type PodTemplate = DeploymentSpec['template'];
type Annotations = Readonly<Record<string, string>>;

/** Label that tells the pods of one template from those of another. */
export const TEMPLATE_HASH = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
/** Replicas of the Deployment when a ReplicaSet was last scaled by it. */
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
/** The same plus the surge allowed then. */
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** Annotations that a ReplicaSet does not take over from its Deployment. */
const OWN_ANNOTATIONS: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration', 'deprecated.deployment.rollback.to',
  REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS,
]);

/** Longest revision history, characters. */
const HISTORY_MAX = 2000;

/**
 * Names a template: equal templates (whatever the order of their keys) have equal hashes. A collision count gives the
 * next name when another ReplicaSet already has this one.
 * Differs: upstream hashes a dump of Go structures, so that its names are others.
 */
export function templateHash(template: PodTemplate, collisionCount: number | undefined): string {
  const hash = fnv1a(`${canonicalText(template)}${collisionCount === undefined ? '' : `#${collisionCount}`}`);
  return hash.toString(16).padStart(8, '0');
}

/** JSON text with sorted keys. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value as Readonly<Record<string, unknown>>).filter(([, field]) => field !== undefined);
  entries.sort(([x], [y]) => byCodeUnit(x, y));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`).join(',')}}`;
}

/** The template with the label that its ReplicaSet's pods carry. */
export function withTemplateHash(template: PodTemplate, hash: string): PodTemplate {
  const metadata = template.metadata ?? {};
  return { ...template, metadata: { ...metadata, labels: { ...metadata.labels, [TEMPLATE_HASH]: hash } } };
}

function withoutTemplateHash(template: PodTemplate): PodTemplate {
  const labels = template.metadata?.labels;
  if (labels === undefined || !(TEMPLATE_HASH in labels)) return template;
  const { [TEMPLATE_HASH]: _, ...others } = labels;
  return { ...template, metadata: { ...template.metadata, labels: others } };
}

/** Whether a ReplicaSet is of this template; its hash label does not count. */
export function isOfTemplate(set: StoredReplicaSet, template: PodTemplate): boolean {
  return jsonEqual(withoutTemplateHash(set.spec.template), withoutTemplateHash(template));
}

/** Older first; of those made at the same instant the one made first, as the order of uids tells. */
export function byAge(x: StoredReplicaSet, y: StoredReplicaSet): number {
  const difference = (x.metadata.createdUs ?? 0) - (y.metadata.createdUs ?? 0);
  return difference !== 0 ? difference : byCodeUnit(x.metadata.uid ?? '', y.metadata.uid ?? '');
}

/** Revision of a ReplicaSet; 0 without one or when it is no number. */
export function revisionOf(set: StoredReplicaSet): number {
  const text = set.metadata.annotations?.[REVISION] ?? '';
  return /^[0-9]+$/.test(text) ? Number(text) : 0;
}

/** A size written into an annotation; null when it is absent or no size. */
export function sizeAnnotation(set: StoredReplicaSet, key: string): number | null {
  const text = set.metadata.annotations?.[key] ?? '';
  if (!/^[0-9]+$/.test(text)) return null;
  const size = Number(text);
  return size > 2_147_483_647 ? null : size;
}

/** Annotations with the sizes that later scaling will be proportional to. */
export function withSizes(annotations: Annotations, deployment: StoredDeployment): Annotations {
  const replicas = replicasOf(deployment);
  return { ...annotations, [DESIRED_REPLICAS]: String(replicas), [MAX_REPLICAS]: String(replicas + maxSurge(deployment)) };
}

/**
 * Annotations of the newest ReplicaSet: those of its Deployment, its revision, and the revisions that it had before.
 * Source: pkg/controller/deployment/util/deployment_util.go v1.36.3, SetNewReplicaSetAnnotations.
 */
export function newestAnnotations(deployment: StoredDeployment, before: Annotations, revision: number): Annotations {
  const annotations: Record<string, string> = { ...before };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!OWN_ANNOTATIONS.has(key)) annotations[key] = value;
  }
  const had = before[REVISION];
  if (had !== undefined && !/^[0-9]+$/.test(had)) return annotations;
  if (had !== undefined && Number(had) >= revision) return annotations;
  annotations[REVISION] = String(revision);
  if (had !== undefined) annotations[REVISION_HISTORY] = longerHistory(before[REVISION_HISTORY] ?? '', had);
  return annotations;
}

/** Appends a revision; the oldest go when the text becomes too long. */
function longerHistory(history: string, revision: string): string {
  const revisions = history === '' ? [] : history.split(',');
  revisions.push(revision);
  while (revisions.length > 1 && revisions.join(',').length > HISTORY_MAX) revisions.shift();
  return revisions.join(',');
}
