export { deployment } from './deployment/deployment.js';
export { endpointSlice } from './endpointslice/endpointslice.js';
export { replicaSet } from './replicaset/replicaset.js';
