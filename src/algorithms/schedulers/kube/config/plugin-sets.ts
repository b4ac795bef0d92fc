import { POINTS, type Point } from '../framework/plugin.js';
import { DEFAULT_PLUGINS, type KnownPlugin } from './default-plugins.js';

/** A plugin at an extension point; `weight` counts at `score` only. */
export interface EnabledPlugin { readonly name: string; readonly weight: number }

/** `plugins.<point>` of a profile as written. Weight 0 = not given. `disabled` may hold `*`. */
export interface PluginSet { readonly enabled: readonly EnabledPlugin[]; readonly disabled: readonly string[] }

/** `plugins` of a profile as written. */
export type PluginSets = Partial<Readonly<Record<Point | 'multiPoint', PluginSet>>>;

/** Plugins per extension point, in the order in which they run; score weights are 1 or more. */
export type PluginOrder = Readonly<Record<Point, readonly EnabledPlugin[]>>;

const NOTHING: PluginSet = { enabled: [], disabled: [] };

/**
 * Order of plugins per extension point: first those that a point lists and MultiPoint has too, then the rest of
 * MultiPoint, then what else the point lists.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/runtime/framework.go (expandMultiPointPlugins) and
 * apis/config/v1/default_plugins.go (mergePlugins).
 */
export function orderPlugins(sets: PluginSets): PluginOrder {
  const multiPoint = mergeMultiPoint(sets.multiPoint ?? NOTHING);
  const order = {} as Record<Point, readonly EnabledPlugin[]>;
  for (const point of POINTS) order[point] = expand(point, sets[point] ?? NOTHING, multiPoint);
  return order;
}

/** The known plugin of this name, when it implements the point. */
export function implementing(name: string, point: Point): KnownPlugin | undefined {
  return DEFAULT_PLUGINS.find((plugin) => plugin.name === name && plugin.points.includes(point));
}

/** Custom entries replace a default of the same name in its place; new ones follow. */
function mergeMultiPoint({ enabled, disabled }: PluginSet): readonly EnabledPlugin[] {
  const custom = new Map(enabled.map((plugin) => [plugin.name, plugin]));
  const defaults = disabled.includes('*') ? [] : DEFAULT_PLUGINS.filter(({ name }) => !disabled.includes(name));
  const kept = defaults.map((plugin) => custom.get(plugin.name) ?? { name: plugin.name, weight: plugin.weight });
  const isKept = new Set(kept.map(({ name }) => name));
  return [...kept, ...enabled.filter(({ name }) => !isKept.has(name))];
}

function expand(point: Point, { enabled, disabled }: PluginSet, multiPoint: readonly EnabledPlugin[]): readonly EnabledPlugin[] {
  const shared = multiPoint.filter(({ name }) => implementing(name, point) !== undefined);
  const inMultiPoint = new Set(shared.map(({ name }) => name));
  const isListed = new Set(enabled.map(({ name }) => name));
  const isDisabled = (name: string): boolean => disabled.includes('*') || disabled.includes(name);
  return [
    ...enabled.filter(({ name }) => inMultiPoint.has(name)),
    ...shared.filter(({ name }) => !isListed.has(name) && !isDisabled(name)),
    ...enabled.filter(({ name }) => !inMultiPoint.has(name)),
  ].map(({ name, weight }) => ({ name, weight: weight === 0 ? 1 : weight }));
}
