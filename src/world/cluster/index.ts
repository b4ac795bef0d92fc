export { CHANGE, ChangeLog, TERMINATING, type Cursor } from './change-log.js';
export { ClusterObjects, objectKey, type ClusterObject, type ClusterObjectKind } from './cluster-objects.js';
export { Cluster, type Fork } from './cluster.js';
export { MAX_DEVICES, NodeTable, WHOLE_DEVICE, type NodeSpec } from './node-table.js';
export { type DeviceDemand, type PodClass, type PodClassSpec } from './pod-classes.js';
export { POD_STATE, PodTable } from './pod-table.js';
export { Replica } from './replica.js';
export { CPU, MEMORY } from './resources.js';
