export { ApiClient } from './api-client.js';
export type { ApiClientOptions, ClientCounters } from './api-client.js';
export { controllerOf, DEFAULT_NAMESPACE, isDeleting, isNamespaced, keyOf } from './api-object.js';
export type { ApiObject, StoredMetadata } from './api-object.js';
export { isWrite } from './api.js';
export type { ApiRefusal, ApiReply, ApiRequest, ApiSuccess } from './api.js';
export { Cache } from './cache.js';
export type { IndexBy, Lister } from './cache.js';
export { ControlPlane } from './control-plane.js';
export type { ControlPlaneLatencies, ControlPlaneOptions, ControlPlaneSettings } from './control-plane.js';
export { fnv1a } from './hash.js';
export { Informer } from './informer.js';
export type { Cause, InformerHandler, Loss } from './informer.js';
export { jsonEqual } from './json.js';
export { Kubelet } from './kubelet.js';
export { DEFAULT_NODE_TIMES, NodeLifecycle } from './node-lifecycle.js';
export type { NodeLifecycleTimes } from './node-lifecycle.js';
export {
  asEnded, asRunning, conditionOf, isReady, isTerminal, nodeNameOf, podStatusOf, readySinceUs, withCondition, withNode, withReadiness,
} from './pods.js';
export type { Condition, PodStatusPart } from './pods.js';
export { DefaultRateLimiter, ItemExponential, TokenBucket } from './rate-limit.js';
export type { BucketRate, RateLimiter } from './rate-limit.js';
export { Store } from './store.js';
export type { Admission, StoreCounters, WatchEvent } from './store.js';
export { call } from './task.js';
export type { Task } from './task.js';
export { WorkQueue } from './work-queue.js';
