import { definePlugin, type Plugin } from '../framework/plugin.js';

/**
 * PrioritySort: pods of higher priority first, then those that entered the queue earlier.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/queuesort/priority_sort.go.
 */
export const prioritySort = definePlugin({ name: 'PrioritySort', defaults: null, create });

function create(): Plugin {
  return {
    name: 'PrioritySort',
    reads: 'node-spec',
    less: (a, b) => a.priority > b.priority || (a.priority === b.priority && a.sequence < b.sequence),
  };
}
