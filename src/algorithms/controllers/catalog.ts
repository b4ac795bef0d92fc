export { deployment } from './deployment/deployment.js';
export { replicaSet } from './replicaset/replicaset.js';
