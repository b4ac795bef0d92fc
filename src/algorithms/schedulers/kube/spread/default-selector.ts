import type { Cluster } from '../../../../world/cluster/index.js';
import { compileSelector, type Labels, type LabelSelector, type Pod } from '../../../../world/objects/index.js';

/**
 * What default constraints spread: the pods behind the same services, and those of the same controller. Null when that
 * requires nothing: then the pod has no default constraints.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/helper/spread.go (DefaultSelector, GetPodServices).
 */
export function defaultSelector({ objects }: Cluster, { metadata }: Pod): readonly LabelSelector[] | null {
  const namespace = metadata.namespace ?? 'default';
  let labels: Labels = {};
  for (const { metadata: { namespace: at = 'default' }, spec: { selector } } of objects.all('Service')) {
    if (at !== namespace || selector === undefined || selector === null) continue;
    if (compileSelector({ matchLabels: selector }).matches(metadata.labels)) labels = { ...labels, ...selector };
  }
  const added: LabelSelector[] = [];
  const owner = (metadata.ownerReferences ?? []).find(({ controller }) => controller === true);
  if (owner !== undefined) {
    const key = `${namespace}/${owner.name}`;
    switch (`${owner.apiVersion ?? ''} ${owner.kind}`) {
      case 'v1 ReplicationController':
        // Where its labels contradict those of a service, the controller's count.
        labels = { ...labels, ...objects.get('ReplicationController', key)?.spec.selector };
        break;
      case 'apps/v1 ReplicaSet': add(objects.get('ReplicaSet', key)?.spec.selector); break;
      case 'apps/v1 StatefulSet': add(objects.get('StatefulSet', key)?.spec.selector); break;
    }
  }
  const selectors = [{ matchLabels: labels }, ...added];
  return selectors.every((selector) => compileSelector(selector).isEmpty) ? null : selectors;

  /** A selector that is absent selects nothing by itself; here it adds no requirement. */
  function add(selector: LabelSelector | null | undefined): void {
    if (selector !== undefined && selector !== null) added.push(selector);
  }
}

/** Changes when a default selector may come out differently. */
export function defaultSelectorVersion({ objects }: Cluster): number {
  return objects.version('Service') + objects.version('ReplicationController') + objects.version('ReplicaSet')
    + objects.version('StatefulSet');
}
