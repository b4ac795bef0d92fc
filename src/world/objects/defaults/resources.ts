import { compareQuantities, parseQuantity, roundUp } from '../../../base/quantity.js';
import type { ResourceRequirements } from '../container.js';
import type { ResourceList } from '../resource-list.js';

/** Scale of a thousandth, as a power of ten. */
const MILLI = -3;

/**
 * Amounts finer than a thousandth round up to one when they are stored (0.1m CPU becomes 1m); others stay as written.
 *
 * Source: kubernetes v1.36, pkg/apis/core/v1/defaults.go, SetDefaults_ResourceList.
 */
export function defaultResourceList(list: ResourceList): ResourceList {
  return Object.fromEntries(Object.entries(list).map(([name, written]) => [name, roundedToMilli(String(written))]));
}

function roundedToMilli(text: string): string {
  const quantity = parseQuantity(text);
  if (quantity === null) return text;
  const rounded = roundUp(quantity, MILLI);
  return compareQuantities(quantity, rounded) === 0 ? text : `${rounded.unscaled}m`;
}

/** Requests and limits as stored; in a pod (not in a template) an absent request equals the limit. */
export function defaultRequirements(
  resources: ResourceRequirements, options: { requestsFromLimits: boolean },
): ResourceRequirements {
  const limits = resources.limits === undefined ? undefined : defaultResourceList(resources.limits);
  const written = resources.requests === undefined ? undefined : defaultResourceList(resources.requests);
  const requests = options.requestsFromLimits && limits !== undefined ? { ...limits, ...written } : written;
  return { ...resources, ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) };
}
