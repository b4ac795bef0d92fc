import type { Fields, Json, Value } from './fields.js';
import { formatGoDuration } from './go-duration.js';
import { isExtendedResource } from '../matching/resource-names.js';
import { labelKeyError } from '../../../../world/objects/index.js';

const SECOND_NS = 1e9;

/**
 * Reads `clientConnection`. Its rates do not matter: calls to the API take the time that the scenario says.
 *
 * Source: k8s.io/component-base v0.36.3, config/v1alpha1 and config/validation.
 */
export function checkClientConnection(value: Value): void {
  value.object((fields) => {
    for (const name of ['kubeconfig', 'acceptContentTypes', 'contentType']) fields.optional(name, (text) => text.text());
    fields.optional('qps', (qps) => qps.number());
    fields.optional('burst', (burst) => burst.integer({ min: 0 }));
  });
}

/**
 * Reads `leaderElection`. There is one scheduler: whether it would have to be elected makes no difference.
 *
 * Source: k8s.io/component-base v0.36.3, config/v1alpha1 and config/validation; kubernetes v1.36 accepts leases only.
 */
export function checkLeaderElection(value: Value): void {
  value.object((fields) => {
    const leaderElect = fields.optional('leaderElect', (flag) => flag.boolean()) ?? true;
    const duration = (name: string, fallbackSeconds: number): number =>
      fields.optional(name, (text) => text.durationNs()) || fallbackSeconds * SECOND_NS;
    const durations = { leaseDuration: duration('leaseDuration', 15), renewDeadline: duration('renewDeadline', 10), retryPeriod: duration('retryPeriod', 2) };
    const lock = fields.optional('resourceLock', (text) => text.text()) || 'leases';
    for (const name of ['resourceName', 'resourceNamespace']) fields.optional(name, (text) => text.text());
    if (!leaderElect) return;
    for (const [name, ns] of Object.entries(durations)) if (ns <= 0) fields.place(name).refuse('must be greater than zero');
    if (durations.leaseDuration <= durations.renewDeadline) {
      fields.place('leaseDuration').refuse(`must be greater than renewDeadline (${formatGoDuration(durations.renewDeadline)})`);
    }
    if (lock !== 'leases') fields.place('resourceLock').refuse(`must be leases, not "${lock}"`);
  });
}

/** An extender, checked; `describe` is its form in the API, without what is empty. */
export interface Extender {
  readonly at: Value;
  readonly hasBind: boolean;
  /** Whether NodeResourcesFit would have to ignore some of its resources. */
  readonly ignoresResources: boolean;
  readonly description: Json;
}

/**
 * Reads `extenders`.
 *
 * Source: kubernetes v1.36, pkg/scheduler/apis/config/validation (validateExtenders) and pkg/scheduler/extender.go.
 */
export function readExtenders(value: Value): readonly Extender[] {
  const resources = new Set<string>();
  const extenders = value.list((item) => item.object((fields) => readExtender(item, fields, resources)));
  if (extenders.filter(({ hasBind }) => hasBind).length > 1) value.refuse('only one extender can implement bind');
  return extenders;
}

function readExtender(at: Value, fields: Fields, seen: Set<string>): Extender {
  const text = (name: string): string => fields.optional(name, (value) => value.text()) ?? '';
  const flag = (name: string): boolean => fields.optional(name, (value) => value.boolean()) ?? false;
  const urlPrefix = text('urlPrefix');
  const verbs = { filterVerb: text('filterVerb'), preemptVerb: text('preemptVerb'), prioritizeVerb: text('prioritizeVerb'), bindVerb: text('bindVerb') };
  const weight = fields.optional('weight', (value) => value.integer({ type: 'int64' })) ?? 0;
  if (verbs.prioritizeVerb !== '' && weight <= 0) fields.place('weight').refuse('must be positive for an extender that prioritizes');
  const managedResources = fields.optional('managedResources', (list) => list.list((item) => item.object((resource) => {
    const name = resource.optional('name', (value) => value.text()) ?? '';
    const ignoredByScheduler = resource.optional('ignoredByScheduler', (value) => value.boolean()) ?? false;
    if (labelKeyError(name) !== null || !isExtendedResource(name)) resource.place('name').refuse(`"${name}" is no extended resource`);
    if (seen.has(name)) resource.place('name').refuse(`"${name}" is managed twice`);
    seen.add(name);
    return { ...(ignoredByScheduler ? { ignoredByScheduler } : {}), name };
  }))) ?? [];
  const httpTimeout = formatGoDuration(fields.optional('httpTimeout', (value) => value.durationNs()) ?? 0);
  const flags = { enableHTTPS: flag('enableHTTPS'), nodeCacheCapable: flag('nodeCacheCapable'), ignorable: flag('ignorable') };
  const tlsConfig = fields.optional('tlsConfig', (value) => {
    value.object(checkTls);
    return value.json();
  });
  const isSet = ([, entry]: readonly [string, unknown]): boolean => entry !== '' && entry !== false && entry !== 0;
  return {
    at,
    hasBind: verbs.bindVerb !== '',
    ignoresResources: managedResources.some(({ ignoredByScheduler }) => ignoredByScheduler === true),
    description: {
      urlPrefix, httpTimeout,
      ...Object.fromEntries(Object.entries({ ...verbs, ...flags, weight }).filter(isSet)),
      ...(managedResources.length === 0 ? {} : { managedResources }),
      ...(tlsConfig === undefined ? {} : { tlsConfig }),
    },
  };
}

const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function checkTls(fields: Fields): void {
  const isInsecure = fields.optional('insecure', (value) => value.boolean()) ?? false;
  const files = ['serverName', 'certFile', 'keyFile', 'caFile'].filter((name) => (fields.optional(name, (value) => value.text()) ?? '') !== '');
  const data = ['certData', 'keyData', 'caData'].filter((name) => (fields.optional(name, (value) => {
    const text = value.text();
    if (!BASE64.test(text)) value.refuse('must be base64', 'decode');
    return text;
  }) ?? '') !== '');
  if (isInsecure && (files.includes('caFile') || data.includes('caData'))) {
    fields.place('insecure').refuse('cannot be combined with a root certificate', 'new');
  }
}
