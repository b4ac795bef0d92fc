import { ScenarioError } from '../../../../base/errors.js';
import { DEFAULT_SCHEDULER_NAME } from '../../../../world/objects/index.js';
import type { ConfigurationText } from '../../../parameters.js';
import { readConfiguration } from './configuration.js';
import type { Json } from './fields.js';
import { orderPlugins, type PluginOrder } from './plugin-sets.js';

/** A scheduling profile, decoded: which plugins run where, and with which arguments. */
export interface Profile {
  readonly schedulerName: string;
  /** Percentage of nodes after which the search stops; 0 = adaptive. */
  readonly percentageOfNodesToScore: number;
  readonly order: PluginOrder;
  /** Arguments by plugin name; a plugin that is not in here gets its defaults. */
  readonly args: ReadonlyMap<string, unknown>;
  /** How the profile's document reads after defaulting, in the API's form; only where there is a document. */
  readonly written?: { readonly percentageOfNodesToScore?: number; readonly pluginConfig: readonly WrittenArguments[] };
}

/** An entry of `pluginConfig` in the API's form. */
export interface WrittenArguments { readonly args: Json; readonly name: string }

export { PLUGINS } from './registry.js';

/** The default profile of kube-scheduler, with other arguments for some plugins. */
export function defaultProfile(options: {
  readonly percentageOfNodesToScore: number;
  readonly args: ReadonlyMap<string, unknown>;
}): Profile {
  return { schedulerName: DEFAULT_SCHEDULER_NAME, order: orderPlugins({}), ...options };
}

/**
 * The profile of a KubeSchedulerConfiguration that has one.
 *
 * @throws ScenarioError as {@link readConfiguration}, and when there are several profiles
 */
export function readProfile(text: ConfigurationText): Profile {
  const [profile, ...others] = readConfiguration(text).profiles;
  if (others.length > 0) throw new ScenarioError([{ code: 'KSC004', message: 'several profiles are not supported here', place: { file: text.file } }]);
  // A configuration has at least one profile.
  return profile!;
}

/** A problem of the scheduler's parameters that no document shows. */
export function parameterProblem(message: string): ScenarioError {
  return new ScenarioError([{ code: 'KSC005', message }]);
}
