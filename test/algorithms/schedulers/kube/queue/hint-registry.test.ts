import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import type { ClusterEvent, EventAction, EventRegistration } from '../../../../../src/algorithms/schedulers/kube/framework/events.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { definePlugin, type Plugin } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import { prioritySort } from '../../../../../src/algorithms/schedulers/kube/plugins/catalog.js';
import { HintRegistry } from '../../../../../src/algorithms/schedulers/kube/queue/hint-registry.js';
import { PluginSets } from '../../../../../src/algorithms/schedulers/kube/queue/plugin-sets.js';
import { Cluster } from '../../../../../src/world/cluster/index.js';
import { pluginHost } from '../host.js';

/** Whether a plugin with these registrations (or none at all) hears of an event. */
function hears(rest: Pick<Plugin, 'events' | 'filter'>, event: ClusterEvent): boolean {
  const sets = new PluginSets();
  const plugin = definePlugin({ name: 'NodeName', defaults: null, create: (): Plugin => ({ name: 'NodeName', reads: 'cluster', ...rest }) });
  const framework = createFramework(pluginHost(new Cluster()), defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }),
    new Map([[prioritySort.name, prioritySort], [plugin.name, plugin]]));
  const registry = new HintRegistry(sets, [framework]);
  const set = sets.of([sets.plugin('NodeName')]);
  const answer = registry.listeners(0, set, event).length > 0;
  expect(registry.concernsAnybody(event)).toBe(answer);
  expect(registry.concernsSet(set, event)).toBe(answer);
  expect(registry.concerns(sets.plugin('NodeName'), event)).toBe(answer);
  expect(registry.listeners(0, 0, event)).toEqual([]);
  return answer;
}

const filter = (): number => SUCCESS;
const node = (action: EventAction): ClusterEvent => ({ resource: 'Node', action, node: 0, before: null, after: null });
const pod = (resource: 'AssignedPod' | 'UnscheduledPod', action: EventAction): ClusterEvent =>
  ({ resource, action, pod: 0, before: null, after: null, node: -1 });
const claim = (action: EventAction): ClusterEvent => ({ resource: 'PersistentVolumeClaim', action, before: null, after: null });

describe('which plugins hear of an event', () => {
  it.each([
    ['the very event', [{ resource: 'Node', actions: ['UpdateNodeLabel'] }], node('UpdateNodeLabel'), true],
    ['another action', [{ resource: 'Node', actions: ['UpdateNodeLabel'] }], node('UpdateNodeAllocatable'), false],
    ['another resource', [{ resource: 'Node', actions: ['Add', 'UpdateNodeTaint'] }], claim('Add'), false],
    ['one of several actions', [{ resource: 'Node', actions: ['Add', 'UpdateNodeTaint', 'UpdateNodeLabel'] }], node('UpdateNodeLabel'), true],
    ['pods stand for those with a node', [{ resource: 'Pod', actions: ['Delete'] }], pod('AssignedPod', 'Delete'), true],
    ['and for those without', [{ resource: 'Pod', actions: ['UpdatePodLabel'] }], pod('UnscheduledPod', 'UpdatePodLabel'), true],
    ['any update stands for each of them', [{ resource: 'Pod', actions: ['Update'] }], pod('AssignedPod', 'UpdatePodScaleDown'), true],
    ['one update does not stand for the others', [{ resource: 'Pod', actions: ['UpdatePodScaleDown'] }], pod('AssignedPod', 'Update'), false],
    ['an update of a kind without aspects', [{ resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'] }], claim('Update'), true],
    ['everything', [{ resource: '*', actions: ['Add', 'Delete', 'Update'] }], claim('Delete'), true],
    // A plugin that waits for new nodes is told of changed taints, too, unless it asked for them itself.
    ['new nodes bring changed taints', [{ resource: 'Node', actions: ['Add'] }], node('UpdateNodeTaint'), true],
    ['labels alone do not', [{ resource: 'Node', actions: ['UpdateNodeLabel'] }], node('UpdateNodeTaint'), false],
    ['an empty list hears nothing', [], node('Add'), false],
  ] as const satisfies readonly (readonly [string, readonly EventRegistration[], ClusterEvent, boolean])[])('%s', (_what, events, event, answer) => {
    expect(hears({ events, filter }, event)).toBe(answer);
  });

  it('one that can reject pods and says nothing hears everything, one that cannot hears nothing', () => {
    expect(hears({ filter }, node('UpdateNodeCondition'))).toBe(true);
    expect(hears({}, node('Add'))).toBe(false);
  });

  it('the taints that come with new nodes always wake, whatever the hint for new nodes says', () => {
    const sets = new PluginSets();
    const plugin = definePlugin({
      name: 'NodeName', defaults: null,
      create: (): Plugin => ({ name: 'NodeName', reads: 'cluster', filter, events: [{ resource: 'Node', actions: ['Add'], hint: () => false }] }),
    });
    const framework = createFramework(pluginHost(new Cluster()), defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }),
      new Map([[prioritySort.name, prioritySort], [plugin.name, plugin]]));
    const registry = new HintRegistry(sets, [framework]);
    const set = sets.of([sets.plugin('NodeName')]);
    expect(registry.listeners(0, set, node('UpdateNodeTaint')).map(({ hint }) => hint)).toEqual([null]);
    expect(registry.listeners(0, set, node('Add'))[0]!.hint).not.toBeNull();
  });
});
