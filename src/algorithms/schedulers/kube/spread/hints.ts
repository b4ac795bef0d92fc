import type { NodeSpec, PodClass } from '../../../../world/cluster/index.js';
import type { Labels, Taint, Toleration } from '../../../../world/objects/index.js';
import type { ClusterEvent, EventRegistration } from '../framework/events.js';
import type { HardConstraint } from './rules.js';

/**
 * Changes that may help a pod which a hard constraint kept waiting: pods that the constraint counts come, go or change,
 * nodes with its labels come, go or change. `constraints` gives those of a class as the cluster shows them now.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread/plugin.go (EventsToRegister).
 */
export function spreadEvents(constraints: (podClass: PodClass) => readonly HardConstraint[]): readonly EventRegistration[] {
  return [
    {
      resource: 'Pod', actions: ['Add', 'Delete', 'UpdatePodLabel', 'UpdatePodToleration'],
      hint: (pod, podClass, event) => isHelpedByPod({ pod, podClass, event, constraints: constraints(podClass) }),
    },
    {
      resource: 'Node', actions: ['Add', 'Delete', 'UpdateNodeLabel', 'UpdateNodeTaint'],
      hint: (_, podClass, event) => isHelpedByNode(constraints(podClass), event),
    },
  ];
}

interface Case {
  readonly pod: number;
  readonly podClass: PodClass;
  readonly event: ClusterEvent;
  readonly constraints: readonly HardConstraint[];
}

function isHelpedByPod({ pod, podClass, event, constraints }: Case): boolean {
  if (event.resource !== 'AssignedPod' && event.resource !== 'UnscheduledPod') return true;
  const { before, after } = event;
  const isOwn = event.pod === pod;
  if (!isOwn) {
    // Only pods of the same namespace that have a node are spread.
    if (event.resource !== 'AssignedPod') return false;
    const namespace = namespaceOf(podClass);
    if ([before, after].some((other) => other !== null && namespaceOf(other) !== namespace)) return false;
  }
  const selects = ({ counting: { pods } }: HardConstraint, other: PodClass): boolean => pods.selects(labelsOf(other));
  if (before !== null && after !== null) {
    const honorsTaints = constraints.some((constraint) => constraint.honorsTaints);
    if (isOwn && honorsTaints && !equalLists(tolerationsOf(before), tolerationsOf(after))) return true;
    return constraints.some((constraint) => selects(constraint, before) !== selects(constraint, after));
  }
  const other = after ?? before;
  return other === null || constraints.some((constraint) => selects(constraint, other));
}

function isHelpedByNode(constraints: readonly HardConstraint[], event: ClusterEvent): boolean {
  if (event.resource !== 'Node') return true;
  const { before, after } = event;
  const counts = (node: NodeSpec | null): boolean =>
    node !== null && constraints.every(({ topology: { key } }) => Object.hasOwn(nodeLabels(node), key));
  if (before === null || after === null) return counts(before) || counts(after);
  if (counts(before) !== counts(after)) return true;
  if (!counts(after)) return false;
  return constraints.some(({ topology: { key } }) => nodeLabels(before)[key] !== nodeLabels(after)[key])
    || !equalLists(taintsOf(before), taintsOf(after));
}

function namespaceOf({ template }: PodClass): string { return template?.metadata.namespace ?? 'default'; }
function labelsOf({ template }: PodClass): Labels { return template?.metadata.labels ?? {}; }
function tolerationsOf({ template }: PodClass): readonly Toleration[] { return template?.spec.tolerations ?? []; }
function nodeLabels({ template }: NodeSpec): Labels { return template?.metadata.labels ?? {}; }
function taintsOf({ template }: NodeSpec): readonly Taint[] { return template?.spec?.taints ?? []; }

/** Taints and tolerations are flat records of texts and numbers: equal in any order of their members. */
function equalLists(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((item, i) => {
    const mine = Object.entries(item);
    const other = new Map(Object.entries(b[i]!));
    return mine.length === other.size && mine.every(([key, value]) => other.get(key) === value);
  });
}
