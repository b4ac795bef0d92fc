import { compileLabelSet, type CompiledSelector, type Endpoint } from '../../../world/objects/index.js';
import { DEFAULT_NAMESPACE, isDeleting, jsonEqual, keyOf, type ApiObject, type ApiRequest, type Lister, type Task } from '../../../world/controlplane/index.js';
import { defineController, type ControllerContext, type EventRules, type SyncError } from '../contract.js';
import { BY_CONTROLLER, controllerBucket, controllerReference, ownerIn, podsIn } from '../workloads.js';
import { endpointOf, isServing, portsOf, type StoredService, type StoredSlice } from './endpoints.js';
import { planSlices } from './packing.js';

interface Settings { readonly endpointsPerSlice: number; readonly batchPeriod: number }

/** EndpointSlices: for each Service the pods that its selector takes, with their readiness, in slices of limited size. */
export const endpointSlice = defineController({
  name: 'endpointslice',
  title: 'EndpointSlices: the pods behind each Service',
  source: 'Kubernetes v1.36.3, pkg/controller/endpointslice and k8s.io/endpointslice',
  revision: 1,
  differs: [
    'One set of slices for each Service: IPv4, one port map, no topology hints; upstream one set for each address family and port map.',
    'Expectations of own creations guard against stale views; upstream compares the generations of slices.',
    'Changes of slices by others are not put right until the next event of the Service; removed slices are.',
  ],
  parameters: {
    endpointsPerSlice: { type: 'integer', default: 100, min: 1, max: 1000, unit: 'endpoints', description: 'Endpoints in one slice at most' },
    batchPeriod: {
      type: 'duration', default: 0, min: 0, max: 60_000_000,
      description: 'Delay of a sync after a change of a pod, so that more changes go into it',
    },
  },
  reconciles: 'Service',
  watches: [
    { kind: 'Service' },
    { kind: 'Pod', indexes: { namespace: (pod) => [namespaceOf(pod)] } },
    { kind: 'EndpointSlice', indexes: { [BY_CONTROLLER]: controllerBucket } },
  ],
  maxRetries: 15,
  firstRetryUs: 1_000_000,
  create: (context, settings) => ({
    on: { Service: serviceRules(context), Pod: podRules(context, settings), EndpointSlice: sliceRules(context) },
    sync: (key) => sync(context, settings, key),
  }),
});

function namespaceOf(object: ApiObject): string { return object.metadata.namespace ?? DEFAULT_NAMESPACE; }

// A view holds objects of one kind, and objects are checked against their kind when they are decoded or made.
function services(view: Lister): Lister<StoredService> { return view as Lister<StoredService>; }

const SELECTORS = new WeakMap<object, CompiledSelector>();

/** The compiled selector of a service; one without labels selects nothing. */
function selectorOf({ spec }: StoredService): CompiledSelector {
  let compiled = SELECTORS.get(spec);
  if (compiled === undefined) SELECTORS.set(spec, compiled = compileLabelSet(spec.selector));
  return compiled;
}

function serviceRules(context: ControllerContext): EventRules {
  return {
    added: (service) => context.enqueue(keyOf(service)),
    updated: (_before, service) => context.enqueue(keyOf(service)),
    deleted: (service) => context.expectations.forget(keyOf(service)),
  };
}

function podRules(context: ControllerContext, { batchPeriod }: Settings): EventRules {
  const view = services(context.view('Service'));
  const enqueueServices = (pod: ApiObject): void => {
    for (const service of view.list()) {
      if (namespaceOf(service) === namespaceOf(pod) && selectorOf(service).matches(pod.metadata.labels)) {
        context.enqueueAfter(keyOf(service), batchPeriod);
      }
    }
  };
  return {
    added: enqueueServices,
    updated(before, pod) {
      if (before.metadata.resourceVersion === pod.metadata.resourceVersion) return;
      if (!jsonEqual(before.metadata.labels, pod.metadata.labels)) enqueueServices(before);
      enqueueServices(pod);
    },
    deleted: enqueueServices,
  };
}

function sliceRules(context: ControllerContext): EventRules {
  const view = context.view('Service');
  return {
    added(slice) {
      const owner = ownerIn(view, 'Service', slice);
      if (owner !== undefined) context.expectations.creationObserved(keyOf(owner));
    },
    deleted(slice) {
      const owner = ownerIn(view, 'Service', slice);
      if (owner !== undefined) context.enqueue(keyOf(owner));
    },
  };
}

function* sync(context: ControllerContext, settings: Settings, key: string): Task<SyncError> {
  const service = services(context.view('Service')).get(key);
  const isManaged = service !== undefined && !isDeleting(service) && Object.keys(service.spec.selector ?? {}).length > 0;
  if (!isManaged) return null;
  // Slices of an earlier sync are not in the view yet: another look would make them again.
  if (!context.expectations.areSatisfied(key)) return 'slices of an earlier sync are not seen yet';
  const selector = selectorOf(service);
  const pods = podsIn(context.view('Pod')).byIndex('namespace', namespaceOf(service))
    .filter((pod) => selector.matches(pod.metadata.labels) && isServing(pod));
  const slices = context.view('EndpointSlice').byIndex(BY_CONTROLLER, service.metadata.uid ?? '') as readonly StoredSlice[];
  const ports = portsOf(service, pods);
  const plan = planSlices(slices, pods.map((pod) => endpointOf(pod, service)), settings.endpointsPerSlice);
  const changed = new Set(plan.update.map(({ slice }) => slice).concat(plan.remove));
  const otherPorts = slices.filter((slice) => !changed.has(slice) && !jsonEqual(slice.ports, ports));
  const requests: ApiRequest[] = [
    ...plan.create.map((endpoints): ApiRequest => ({ verb: 'create', object: newSlice(service, endpoints, ports) })),
    ...plan.update.map(({ slice, endpoints }): ApiRequest => ({ verb: 'update', object: withEndpoints(slice, endpoints, ports) })),
    ...otherPorts.map((slice): ApiRequest => ({ verb: 'update', object: withEndpoints(slice, slice.endpoints, ports) })),
    ...plan.remove.map((slice): ApiRequest => ({ verb: 'delete', kind: 'EndpointSlice', key: keyOf(slice) })),
  ];
  if (requests.length === 0) return null;
  context.expectations.expectCreations(key, plan.create.length);
  const replies = yield requests;
  let error: SyncError = null;
  replies.forEach((reply, i) => {
    if (reply.ok) return;
    if (i < plan.create.length) context.expectations.creationObserved(key);
    if (reply.reason !== 'NotFound') error ??= reply.message;
  });
  return error;
}

function newSlice(service: StoredService, endpoints: readonly Endpoint[], ports: StoredSlice['ports']): StoredSlice {
  const { name } = service.metadata;
  return withEndpoints({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: '', generateName: `${name}-`, namespace: namespaceOf(service),
      labels: { ...service.metadata.labels, 'kubernetes.io/service-name': name },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints: [],
  }, endpoints, ports);
}

function withEndpoints(slice: StoredSlice, endpoints: readonly Endpoint[], ports: StoredSlice['ports']): StoredSlice {
  return { ...slice, endpoints, ...(ports === undefined ? {} : { ports }) };
}
