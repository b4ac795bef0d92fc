import { invariant } from '../../base/invariant.js';
import type { ApiObject } from './api-object.js';

/** The part of a workload's spec that users change by script. */
interface WorkloadSpecPart {
  readonly replicas?: number;
  readonly template?: { readonly spec?: { readonly containers?: readonly { readonly name: string; readonly image?: string }[] } };
}

// Workloads are checked when they are decoded; here only the named fields are read.
function specOf(object: ApiObject): WorkloadSpecPart { return (object.spec ?? {}) as WorkloadSpecPart; }

/** The workload with another number of replicas. */
export function withReplicas(object: ApiObject, replicas: number): ApiObject {
  return { ...object, spec: { ...specOf(object), replicas } };
}

/** The workload with another image in one container of its template, or in all when `container` is null. */
export function withImage(object: ApiObject, image: string, container: string | null): ApiObject {
  const spec = specOf(object);
  const containers = spec.template?.spec?.containers ?? [];
  const isKnown = container === null || containers.some(({ name }) => name === container);
  invariant(isKnown && containers.length > 0, `${object.kind} ${object.metadata.name} has no container ${container ?? ''}`);
  const changed = containers.map((one) => (container === null || one.name === container ? { ...one, image } : one));
  return { ...object, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template?.spec, containers: changed } } } };
}
