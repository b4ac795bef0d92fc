import { POINTS, type PluginDefinition, type Point } from '../framework/plugin.js';
import { DEFAULT_PLUGINS, UNSUPPORTED_PLUGINS, type KnownPlugin } from './default-plugins.js';
import type { Value } from './fields.js';

/** A plugin at an extension point; `weight` counts at `score` and `placementScore` only. */
export interface EnabledPlugin { readonly name: string; readonly weight: number }

/** A plugin as a document enables it: weight 0 = not given; `at` is where it stands. */
export interface ListedPlugin extends EnabledPlugin { readonly at?: Value }

/** `plugins.<point>` of a profile as written. `disabled` may hold `*`. */
export interface PluginSet { readonly enabled: readonly ListedPlugin[]; readonly disabled: readonly string[] }

/** `plugins` of a profile as written. */
export type PluginSets = Partial<Readonly<Record<Point | 'multiPoint', PluginSet>>>;

/** Plugins per extension point, in the order in which they run; score weights are not 0. */
export type PluginOrder = Readonly<Record<Point, readonly EnabledPlugin[]>>;

/** Hears of what the real program would refuse while it builds the plugins; `at` is null where no text stands for it. */
export type Refuse = (message: string, at: Value | null) => void;

/** Plugins that can be enabled, by name. */
export type KnownPlugins = ReadonlyMap<string, KnownPlugin>;

export const NO_PLUGINS: PluginSet = { enabled: [], disabled: [] };

/** The plugins of the real program, and those that a user added. */
export function knownPlugins(added: ReadonlyMap<string, PluginDefinition>): KnownPlugins {
  const known = new Map([...DEFAULT_PLUGINS, ...UNSUPPORTED_PLUGINS].map((plugin) => [plugin.name, plugin]));
  for (const { name, points } of added.values()) {
    if (points !== undefined && !known.has(name)) known.set(name, { name, weight: 0, points });
  }
  return known;
}

const DEFAULT_KNOWN = knownPlugins(new Map());

/**
 * The MultiPoint list after defaulting. Custom entries replace a default of the same name in its place (of several the
 * last one); the others follow.
 *
 * Source: kubernetes v1.36, pkg/scheduler/apis/config/v1/default_plugins.go (mergePlugins).
 */
export function mergeMultiPoint({ enabled, disabled }: PluginSet): readonly ListedPlugin[] {
  const custom = new Map(enabled.map((plugin) => [plugin.name, plugin]));
  const defaults = disabled.includes('*') ? [] : DEFAULT_PLUGINS.filter(({ name }) => !disabled.includes(name));
  const kept: readonly ListedPlugin[] = defaults.map(({ name, weight }) => custom.get(name) ?? { name, weight });
  const replacing = new Set(kept);
  return [...kept, ...enabled.filter((plugin) => !replacing.has(plugin))];
}

/**
 * Order of plugins per extension point: first those that a point lists and MultiPoint has too, then the rest of
 * MultiPoint, then what else the point lists.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/runtime/framework.go (NewFramework, expandMultiPointPlugins).
 */
export function orderPlugins(sets: PluginSets, known: KnownPlugins = DEFAULT_KNOWN, refuse: Refuse = () => undefined): PluginOrder {
  const multiPoint = mergeMultiPoint(sets.multiPoint ?? NO_PLUGINS);
  for (const { name, at } of multiPoint) if (!known.has(name)) refuse(`plugin "${name}" does not exist`, at ?? null);
  const order = {} as Record<Point, readonly EnabledPlugin[]>;
  for (const point of POINTS) {
    const set = sets[point] ?? NO_PLUGINS;
    checkListed(point, set.enabled, known, refuse);
    order[point] = expand(point, set, multiPoint, known, refuse);
  }
  for (const point of ['score', 'placementScore'] as const) {
    const listed = [...(sets[point] ?? NO_PLUGINS).enabled, ...multiPoint].filter(({ name }) => known.get(name)?.points.includes(point) === true);
    checkWeights(listed, refuse);
  }
  return order;
}

function checkListed(point: Point, enabled: readonly ListedPlugin[], known: KnownPlugins, refuse: Refuse): void {
  const names = new Set<string>();
  for (const { name, at = null } of enabled) {
    const plugin = known.get(name);
    if (plugin === undefined) refuse(`plugin "${name}" does not exist`, at);
    else if (!plugin.points.includes(point)) refuse(`plugin "${name}" does not extend ${point}; it extends ${plugin.points.join(', ')}`, at);
    if (names.has(name)) refuse(`plugin "${name}" is listed twice`, at);
    names.add(name);
  }
}

function expand(
  point: Point, { enabled, disabled }: PluginSet, multiPoint: readonly ListedPlugin[], known: KnownPlugins, refuse: Refuse,
): readonly EnabledPlugin[] {
  const listed = new Set(enabled.map(({ name }) => name));
  const expanded = new Map<string, ListedPlugin>();
  const overridden = new Set<string>();
  // A point that disables everything takes nothing from MultiPoint.
  for (const plugin of disabled.includes('*') ? [] : multiPoint) {
    const { name, at = null } = plugin;
    if (known.get(name)?.points.includes(point) !== true || disabled.includes(name)) continue;
    if (listed.has(name)) overridden.add(name);
    else if (expanded.has(name)) refuse(`plugin "${name}" is listed twice`, at);
    else expanded.set(name, plugin);
  }
  return [
    ...enabled.filter(({ name }) => overridden.has(name)),
    ...expanded.values(),
    ...enabled.filter(({ name }) => !overridden.has(name)),
  ].map(({ name, weight }) => ({ name, weight: weight === 0 ? 1 : weight }));
}

const MAX_SCORE = 100n;
const MAX_TOTAL = 2n ** 63n - 1n;

/**
 * The real program's test for an overflow of int64, in its own arithmetic: it is what refuses most negative weights.
 * A plugin counts with its first weight, also where the point disables it.
 */
function checkWeights(listed: readonly ListedPlugin[], refuse: Refuse): void {
  const counted = new Set<string>();
  let total = 0n;
  for (const { name, weight, at = null } of listed) {
    if (counted.has(name)) continue;
    counted.add(name);
    const share = BigInt(weight === 0 ? 1 : weight) * MAX_SCORE;
    if (share > BigInt.asIntN(64, MAX_TOTAL - total)) {
      refuse(`the total score could overflow with "${name}": weights must be positive`, at ?? listed.find((plugin) => plugin.weight < 0)?.at ?? null);
      return;
    }
    total += share;
  }
}
