import { DEFAULT_SCHEDULER_NAME } from '../../../../world/objects/index.js';
import { byCodeUnit } from '../../../../base/by-code-unit.js';
import { POINTS, type PluginDefinition, type Point } from '../framework/plugin.js';
import { ARGUMENTS_KINDS } from './args/kinds.js';
import { REMOVED_PLUGINS, UNSUPPORTED_PLUGINS } from './default-plugins.js';
import type { Fields, Json, Value } from './fields.js';
import {
  mergeMultiPoint, NO_PLUGINS, orderPlugins, type KnownPlugins, type ListedPlugin, type PluginOrder, type PluginSet, type PluginSets,
} from './plugin-sets.js';
import type { Profile, WrittenArguments } from './profile.js';

/** What profiles are read with. */
export interface ProfileOptions {
  readonly known: KnownPlugins;
  readonly plugins: ReadonlyMap<string, PluginDefinition>;
  /** The percentage of profiles without their own. */
  readonly percentageOfNodesToScore: number;
}

/** A profile and what its comparison with the others needs. */
interface ReadProfile extends Profile {
  readonly at: Value;
  readonly queueSort: PluginSet;
}

/** Reads `profiles`; a document without any means the default one. */
export function readProfiles(fields: Fields, options: ProfileOptions): readonly Profile[] {
  const count = fields.optional('profiles', (value) => value.list(() => null).length) ?? 0;
  const profiles = fields.optional('profiles', (value) => value.list((item) =>
    item.object((profile) => readProfile(item, profile, count > 1, options)))) ?? [];
  checkNames(profiles);
  checkQueueSort(profiles);
  if (profiles.length > 0) return profiles;
  const order = orderPlugins({}, options.known);
  return [profileOf({ order, schedulerName: DEFAULT_SCHEDULER_NAME, own: null, given: new Map() }, options)];
}

function readProfile(at: Value, fields: Fields, isOneOfMany: boolean, options: ProfileOptions): ReadProfile {
  const schedulerName = fields.optional('schedulerName', (value) => value.text()) ?? (isOneOfMany ? '' : DEFAULT_SCHEDULER_NAME);
  if (schedulerName === '') fields.place('schedulerName').refuse('a profile needs a schedulerName that is not empty');
  const own = fields.optional('percentageOfNodesToScore', (value) => value.integer({ min: 0, max: 100 })) ?? null;
  const sets = fields.optional('plugins', readSets) ?? {};
  const order = readOrder(sets, fields.place('plugins'), options.known);
  const needed = new Set([...mergeMultiPoint(sets.multiPoint ?? NO_PLUGINS), ...POINTS.flatMap((point) => sets[point]?.enabled ?? [])].map(({ name }) => name));
  const given = fields.optional('pluginConfig', (value) => readArguments(value, needed, options.plugins)) ?? new Map<string, Given>();
  return { ...profileOf({ order, schedulerName, own, given, needed }, options), at, queueSort: sets.queueSort ?? NO_PLUGINS };
}

interface ProfileParts {
  readonly schedulerName: string;
  readonly own: number | null;
  readonly order: PluginOrder;
  readonly given: ReadonlyMap<string, Given>;
  /** Names of all enabled plugins; those of the order when left out. */
  readonly needed?: ReadonlySet<string>;
}

/** Arguments after those that were given come the defaults of the other enabled plugins, by name. */
function profileOf({ schedulerName, own, order, given, needed }: ProfileParts, options: ProfileOptions): Profile {
  const names = needed ?? new Set(POINTS.flatMap((point) => order[point]).map(({ name }) => name));
  const args = new Map([...given].map(([name, { decoded }]) => [name, decoded]));
  const written: WrittenArguments[] = [...given].map(([name, { description }]) => ({ args: description, name }));
  for (const name of [...names].sort(byCodeUnit)) {
    const kind = ARGUMENTS_KINDS.get(name);
    if (kind === undefined || args.has(name)) continue;
    args.set(name, kind.defaults);
    written.push({ args: kind.describe(kind.defaults), name });
  }
  return {
    schedulerName, percentageOfNodesToScore: own ?? options.percentageOfNodesToScore, order, args,
    written: { ...(own === null ? {} : { percentageOfNodesToScore: own }), pluginConfig: written },
  };
}

function readSets(value: Value): PluginSets {
  return value.object((fields) => {
    const sets: { -readonly [K in keyof PluginSets]: PluginSets[K] } = {};
    for (const point of ['multiPoint', ...POINTS] as const) {
      const set = fields.optional(point, (entry) => entry.object((lists) => readSet(lists, point)));
      if (set !== undefined) sets[point] = set;
    }
    return sets;
  });
}

function readSet(fields: Fields, point: Point | 'multiPoint'): PluginSet {
  const list = (name: string): readonly ListedPlugin[] => fields.optional(name, (value) => value.list((at) => at.object((plugin) => ({
    name: plugin.optional('name', (text) => text.text()) ?? '',
    weight: plugin.optional('weight', (number) => number.integer({})) ?? 0,
    at,
  })))) ?? [];
  const enabled = list('enabled');
  for (const { name, at } of enabled) {
    // MultiPoint and the points of placement are not looked at in this stage.
    if (point !== 'multiPoint' && !point.startsWith('placement') && REMOVED_PLUGINS.includes(name)) {
      at!.refuse(`plugin "${name}" was removed: NodeVolumeLimits takes its place`);
    }
    if (UNSUPPORTED_PLUGINS.some((plugin) => plugin.name === name)) at!.refuse(`plugin "${name}" is not supported`, 'unsupported');
  }
  return { enabled, disabled: list('disabled').map(({ name }) => name) };
}

/** The order of the plugins, with what the real program would refuse while building them. */
function readOrder(sets: PluginSets, place: Value, known: KnownPlugins): PluginOrder {
  const order = orderPlugins(sets, known, (message, at) => (at ?? place).refuse(message, 'new'));
  if (order.queueSort.length !== 1) place.refuse(`exactly one queueSort plugin is needed, not ${order.queueSort.length}`, 'new');
  if (order.bind.length === 0) place.refuse('at least one bind plugin is needed', 'new');
  if (order.placementGenerate.length > 1) place.refuse('at most one placementGenerate plugin is allowed', 'new');
  for (const { name, weight } of order.score) {
    if (weight < 0) place.refuse(`the negative weight of "${name}" is not supported`, 'unsupported');
  }
  return order;
}

/** Arguments of one plugin: for the plugin, as the API writes them, and as they stand in the text. */
interface Given { readonly decoded: unknown; readonly description: Json }

function readArguments(
  value: Value, needed: ReadonlySet<string>, plugins: ReadonlyMap<string, PluginDefinition>,
): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>();
  value.list((item) => item.object((fields) => {
    const name = fields.optional('name', (text) => text.text()) ?? '';
    if (given.has(name)) item.refuse(`arguments of "${name}" are given twice`);
    if (REMOVED_PLUGINS.includes(name)) item.refuse(`plugin "${name}" was removed: NodeVolumeLimits takes its place`);
    const args = fields.optional('args', (entry) => entry) ?? null;
    given.set(name, readGiven(name, args, { isNeeded: needed.has(name), definition: plugins.get(name) }));
  }));
  return given;
}

function readGiven(
  name: string, args: Value | null, { isNeeded, definition }: { readonly isNeeded: boolean; readonly definition: PluginDefinition | undefined },
): Given {
  const kind = ARGUMENTS_KINDS.get(name);
  if (kind === undefined) {
    // The real program hands unknown arguments to the plugin as they are, and to nobody when there is none.
    const decoded = args !== null && definition?.decode !== undefined
      ? args.checkedBy('new').object((fields) => definition.decode!(fields))
      : definition?.defaults ?? null;
    return { decoded, description: args === null ? null : withoutType(args.json()) };
  }
  if (args === null) return { decoded: kind.defaults, description: kind.describe(kind.defaults) };
  const decoded = args.checkedBy(stageOf(name, isNeeded)).object((fields) => {
    fields.optional('apiVersion', (text) => text.choice(['kubescheduler.config.k8s.io/v1'], 'decode'));
    fields.optional('kind', (text) => text.choice([`${name}Args`], 'decode'));
    return kind.decode(fields);
  });
  return { decoded, description: kind.describe(decoded) };
}

/**
 * Who looks at the arguments of a plugin. Those of NodeResourcesFit slip through validation: the plugin itself refuses
 * them, and nobody does when it is not enabled.
 */
function stageOf(name: string, isNeeded: boolean): 'validate' | 'new' | 'unsupported' {
  if (name !== 'NodeResourcesFit') return 'validate';
  return isNeeded ? 'new' : 'unsupported';
}

function withoutType(args: Json): Json {
  if (args === null || typeof args !== 'object' || Array.isArray(args)) return args;
  return Object.fromEntries(Object.entries(args).filter(([field]) => field !== 'apiVersion' && field !== 'kind'));
}

function checkNames(profiles: readonly ReadProfile[]): void {
  const names = new Set<string>();
  for (const { schedulerName, at } of profiles) {
    if (names.has(schedulerName)) at.refuse(`the schedulerName "${schedulerName}" is used twice`);
    names.add(schedulerName);
  }
}

/** All profiles feed from one queue: they must sort it alike, by the same plugin with the same arguments. */
function checkQueueSort(profiles: readonly ReadProfile[]): void {
  const [first, ...others] = profiles;
  if (first === undefined) return;
  if (first.queueSort.enabled.length > 1) first.at.refuse('only one queueSort plugin can be enabled');
  const listed = ({ queueSort: { enabled, disabled } }: ReadProfile): string =>
    JSON.stringify([enabled.map(({ name, weight }) => [name, weight]), disabled]);
  const argsOf = ({ written }: ReadProfile, name: string | undefined): string =>
    JSON.stringify(written?.pluginConfig.find((entry) => entry.name === name)?.args ?? null);
  for (const other of others) {
    if (listed(other) !== listed(first)) other.at.refuse('plugins.queueSort must be the same in all profiles');
    const [sort] = first.order.queueSort;
    const [otherSort] = other.order.queueSort;
    if (sort !== undefined && otherSort !== undefined && sort.name !== otherSort.name) {
      other.at.refuse(`sorts the queue by "${otherSort.name}", the first profile by "${sort.name}"`, 'new');
    }
    if (argsOf(other, sort?.name) === argsOf(first, sort?.name)) continue;
    const isListed = first.queueSort.enabled[0]?.name === sort?.name && other.written?.pluginConfig.some(({ name }) => name === sort?.name) === true;
    other.at.refuse(`the arguments of "${sort?.name}" must be the same in all profiles`, isListed ? 'validate' : 'new');
  }
}
