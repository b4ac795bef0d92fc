export { nodeAffinity } from './node-affinity.js';
export { nodeName } from './node-name.js';
export { nodePorts } from './node-ports.js';
export { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.js';
export { nodeResourcesFit } from './node-resources-fit.js';
export { nodeUnschedulable } from './node-unschedulable.js';
export { prioritySort } from './priority-sort.js';
export { taintToleration } from './taint-toleration.js';
