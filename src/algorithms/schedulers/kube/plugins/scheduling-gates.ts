import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';

/**
 * SchedulingGates: a pod waits outside the active queue until all of its gates are gone.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go.
 */
export const schedulingGates = definePlugin({ name: 'SchedulingGates', defaults: null, create });

function create({ statuses }: PluginHost): Plugin {
  const name = 'SchedulingGates';
  return {
    name,
    reads: 'node-spec',
    events: [{
      resource: 'Pod', actions: ['UpdatePodSchedulingGatesEliminated'],
      hint: (pod, _, event) => 'pod' in event && event.pod === pod,
    }],
    preEnqueue(podClass) {
      const gates = podClass.template?.spec.schedulingGates ?? [];
      if (gates.length === 0) return SUCCESS;
      const names = gates.map((gate) => gate.name).join(' ');
      return statuses.intern({ plugin: name, code: 'UU', reasons: [`waiting for scheduling gates: [${names}]`] });
    },
  };
}
