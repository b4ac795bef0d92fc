import type { Node, NodeStatus } from '../node.js';
import { defaultResourceList } from './resources.js';

/**
 * A node as the API server stores it: what is allocatable equals the capacity unless it is said.
 *
 * Source: kubernetes v1.36, pkg/apis/core/v1/defaults.go, SetDefaults_NodeStatus.
 */
export function defaultNode(node: Node): Node {
  return { ...node, apiVersion: 'v1', kind: 'Node', ...(node.status === undefined ? {} : { status: defaultStatus(node.status) }) };
}

function defaultStatus(status: NodeStatus): NodeStatus {
  const capacity = status.capacity === undefined ? undefined : defaultResourceList(status.capacity);
  const allocatable = status.allocatable === undefined ? capacity : defaultResourceList(status.allocatable);
  return { ...status, ...(capacity === undefined ? {} : { capacity }), ...(allocatable === undefined ? {} : { allocatable }) };
}
