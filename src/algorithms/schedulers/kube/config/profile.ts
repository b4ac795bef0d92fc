import { ScenarioError } from '../../../../base/errors.js';
import { DEFAULT_SCHEDULER_NAME } from '../../../../world/objects/index.js';
import type { ConfigurationText } from '../../../parameters.js';
import { POINTS, type PluginDefinition, type Point } from '../framework/plugin.js';
import * as catalog from '../plugins/catalog.js';
import { DEFAULT_PLUGINS } from './default-plugins.js';
import { readDocument, type Fields, type Value } from './fields.js';
import { implementing, orderPlugins, type EnabledPlugin, type PluginOrder, type PluginSet, type PluginSets } from './plugin-sets.js';

/** A scheduling profile, decoded: which plugins run where, and with which arguments. */
export interface Profile {
  readonly schedulerName: string;
  /** Percentage of nodes after which the search stops; 0 = adaptive. */
  readonly percentageOfNodesToScore: number;
  readonly order: PluginOrder;
  /** Arguments by plugin name; a plugin that is not in here gets its defaults. */
  readonly args: ReadonlyMap<string, unknown>;
}

/** Plugins that exist, by name. */
export const PLUGINS: ReadonlyMap<string, PluginDefinition> =
  new Map(Object.values(catalog).map((plugin: PluginDefinition) => [plugin.name, plugin]));

/** The default profile of kube-scheduler, with other arguments for some plugins. */
export function defaultProfile(options: {
  readonly percentageOfNodesToScore: number;
  readonly args: ReadonlyMap<string, unknown>;
}): Profile {
  return { schedulerName: DEFAULT_SCHEDULER_NAME, order: orderPlugins({}), ...options };
}

/**
 * Decodes a KubeSchedulerConfiguration (`kubescheduler.config.k8s.io/v1`) with one profile. What is not supported yet
 * is refused by name.
 *
 * @throws ScenarioError with all problems, each with its place
 * Source: kubernetes v1.36, pkg/scheduler/apis/config/v1 and validation; the recordings of the real loader.
 */
export function readProfile(text: ConfigurationText): Profile {
  return readDocument(text, (fields) => {
    fields.required('apiVersion', '', (value) => value.choice(['kubescheduler.config.k8s.io/v1']));
    fields.required('kind', '', (value) => value.choice(['KubeSchedulerConfiguration']));
    // The decisions are those of one worker at any setting; the real one's depend on a race above 1.
    fields.optional('parallelism', (value) => value.integer({ min: 1, max: 2 ** 31 - 1 }));
    for (const name of ['enableProfiling', 'enableContentionProfiling']) fields.optional(name, (value) => value.boolean());
    // There is one scheduler: whether it would have to be elected makes no difference.
    fields.optional('leaderElection', (value) => value.object((election) => election.optional('leaderElect', (flag) => flag.boolean())));
    for (const name of ['extenders', 'podInitialBackoffSeconds', 'podMaxBackoffSeconds', 'delayCacheUntilActive', 'clientConnection']) {
      fields.optional(name, (value) => value.refuse('is not supported yet'));
    }
    const percentage = fields.optional('percentageOfNodesToScore', percent) ?? 0;
    const profiles = fields.optional('profiles', (value) => {
      const list = value.list((item) => item.object((profile) => decodeProfile(profile, percentage)));
      if (list.length > 1) value.refuse('several profiles are not supported yet');
      return list;
    });
    return profiles?.[0] ?? defaultProfile({ percentageOfNodesToScore: percentage, args: new Map() });
  });
}

const percent = (value: Value): number => value.integer({ min: 0, max: 100 });

function decodeProfile(fields: Fields, percentage: number): Profile {
  return {
    schedulerName: fields.optional('schedulerName', (value) => value.text()) ?? DEFAULT_SCHEDULER_NAME,
    percentageOfNodesToScore: fields.optional('percentageOfNodesToScore', percent) ?? percentage,
    order: fields.optional('plugins', decodePlugins) ?? orderPlugins({}),
    args: fields.optional('pluginConfig', decodeArgs) ?? new Map(),
  };
}

function decodePlugins(value: Value): PluginOrder {
  const sets = value.object((fields) => {
    const read: { -readonly [K in keyof PluginSets]: PluginSets[K] } = {};
    for (const point of ['multiPoint', ...POINTS] as const) {
      const set = fields.optional(point, (entry) => entry.object((lists) => decodeSet(lists, point)));
      if (set !== undefined) read[point] = set;
    }
    return read;
  });
  const order = orderPlugins(sets);
  if (order.queueSort.length !== 1) value.refuse(`only one queue sort plugin is required, but got ${order.queueSort.length}`);
  if (order.bind.length === 0) value.refuse('at least one bind plugin is needed');
  return order;
}

function decodeSet(fields: Fields, point: Point | 'multiPoint'): PluginSet {
  const names = new Set<string>();
  const enabled = fields.optional('enabled', (value) => value.list((item) => item.object((plugin): EnabledPlugin => {
    const name = plugin.required('name', '', (text) => text.text());
    const weight = plugin.optional('weight', (number) => number.integer({ min: 0, max: 2 ** 31 - 1 })) ?? 0;
    const problem = names.has(name) ? `plugin "${name}" is listed twice` : problemOf(name, point);
    if (problem !== null) item.refuse(problem);
    names.add(name);
    return { name, weight };
  })));
  const disabled = fields.optional('disabled', (value) => value.list((item) => item.object((plugin) => {
    plugin.optional('weight', () => null);
    return plugin.required('name', '', (text) => text.text());
  })));
  return { enabled: enabled ?? [], disabled: disabled ?? [] };
}

/** Why a plugin cannot be enabled at a point, or null. */
function problemOf(name: string, point: Point | 'multiPoint'): string | null {
  if (!DEFAULT_PLUGINS.some((plugin) => plugin.name === name)) return `plugin "${name}" does not exist`;
  if (point !== 'multiPoint' && implementing(name, point) === undefined) return `plugin "${name}" does not extend ${point}`;
  return PLUGINS.has(name) ? null : `plugin "${name}" is not supported yet`;
}

function decodeArgs(value: Value): ReadonlyMap<string, unknown> {
  const args = new Map<string, unknown>();
  value.list((item) => item.object((entry) => {
    const name = entry.required('name', '', (text) => text.text());
    const plugin = PLUGINS.get(name);
    if (args.has(name)) item.refuse(`arguments of "${name}" are given twice`);
    entry.optional('args', (given) => {
      if (plugin?.decode === undefined) given.refuse(`arguments of plugin "${name}" are not supported`);
      else args.set(name, given.object((fields) => decodePluginArgs(plugin, fields)));
    });
  }));
  return args;
}

function decodePluginArgs(plugin: PluginDefinition, fields: Fields): unknown {
  fields.optional('apiVersion', (value) => value.choice(['kubescheduler.config.k8s.io/v1']));
  fields.optional('kind', (value) => value.choice([`${plugin.name}Args`]));
  return plugin.decode!(fields);
}

/** A problem of the scheduler's parameters that no document shows. */
export function parameterProblem(message: string): ScenarioError {
  return new ScenarioError([{ code: 'KSC002', message }]);
}
