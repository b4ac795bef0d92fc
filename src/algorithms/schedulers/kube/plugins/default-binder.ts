import { definePlugin, type Plugin } from '../framework/plugin.js';

/**
 * DefaultBinder: binds every pod through the API.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/defaultbinder/default_binder.go.
 */
export const defaultBinder = definePlugin({ name: 'DefaultBinder', defaults: null, create });

function create(): Plugin {
  return { name: 'DefaultBinder', reads: 'node-spec', bind: () => true };
}
