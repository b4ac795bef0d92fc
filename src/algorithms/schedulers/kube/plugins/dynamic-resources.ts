import { definePlugin, type Plugin } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';

/**
 * DynamicResources as it acts on pods without resource claims: it filters nothing and gives every node 0, but it has its
 * say after a failed attempt.
 * Differs: pods with claims are refused by name before they reach the scheduler.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go.
 */
export const dynamicResources = definePlugin({ name: 'DynamicResources', defaults: null, create });

function create(): Plugin {
  const plugin: Plugin = {
    name: 'DynamicResources',
    reads: 'node-spec',
    preFilter: () => ({ skip: true }),
    filter: () => SUCCESS,
    // Where another plugin ended PreFilter before this one ran, it misses its own state and fails, and with it the round.
    postFilter: (attempt) => (attempt.wasPreFiltered(plugin)
      ? { result: 'continue', message: 'no new claims to deallocate' }
      : { result: 'error', message: 'not found' }),
    score: () => 0,
    keys: { podKey: () => '', labelKeys: () => [], readsNodeName: () => false },
  };
  return plugin;
}
