import { byCodeUnit } from '../../../../base/by-code-unit.js';
import { POINTS, type Point } from '../framework/plugin.js';
import type { KubeConfiguration } from './configuration.js';
import type { Json } from './fields.js';
import type { Profile, WrittenArguments } from './profile.js';

/** A configuration as the recordings of the real program show it. */
export interface ConfigurationDescription {
  /** Top-level fields after defaulting, in the API's form. */
  readonly result: { readonly [field: string]: Json };
  readonly profiles: readonly ProfileDescription[];
}

export interface ProfileDescription {
  readonly schedulerName: string;
  readonly percentageOfNodesToScore?: number;
  /**
   * Plugins by extension point (`PreFilter`) in order of execution, points without plugins left out; `Score` and
   * `PlacementScore` as `name=weight`, `PreEnqueue` sorted because the real order is a map's.
   */
  readonly plugins: Readonly<Record<string, readonly string[]>>;
  readonly pluginConfig: readonly WrittenArguments[];
}

/** What a configuration comes to after defaulting: fields, plugin lists and arguments. */
export function describeConfiguration(configuration: KubeConfiguration): ConfigurationDescription {
  const { delayCacheUntilActive, extenders, parallelism, percentageOfNodesToScore, podInitialBackoffSeconds, podMaxBackoffSeconds } = configuration;
  return {
    result: {
      ...(delayCacheUntilActive ? { delayCacheUntilActive } : {}),
      ...(extenders.length === 0 ? {} : { extenders }),
      parallelism, percentageOfNodesToScore, podInitialBackoffSeconds, podMaxBackoffSeconds,
    },
    profiles: configuration.profiles.map(describeProfile),
  };
}

function describeProfile({ schedulerName, order, written }: Profile): ProfileDescription {
  const lists = POINTS.map((point): readonly [string, readonly string[]] => {
    const isWeighted = point === 'score' || point === 'placementScore';
    const names = order[point].map(({ name, weight }) => (isWeighted ? `${name}=${weight}` : name));
    return [capitalised(point), point === 'preEnqueue' ? names.sort(byCodeUnit) : names];
  });
  return {
    schedulerName,
    plugins: Object.fromEntries(lists.filter(([, names]) => names.length > 0)),
    pluginConfig: [],
    ...written,
  };
}

function capitalised(point: Point): string { return point[0]!.toUpperCase() + point.slice(1); }
