import { byCodeUnit } from '../../../../base/by-code-unit.js';
import type { PodClass } from '../../../../world/cluster/index.js';
import { PLUGINS, type Profile } from '../config/profile.js';
import type { Plugin, PluginDefinition, PluginHost, Point } from './plugin.js';
import { SUCCESS } from './status.js';

/** A Score plugin with its weight. */
export interface Scorer {
  readonly plugin: Plugin;
  readonly weight: number;
  readonly score: NonNullable<Plugin['score']>;
}

/** A profile brought to life: one instance per plugin, listed per extension point in order of execution. */
export interface Framework {
  readonly host: PluginHost;
  /** Every plugin of the profile once. */
  readonly plugins: readonly Plugin[];
  readonly queueSort: Plugin;
  readonly preEnqueues: readonly Plugin[];
  readonly preFilters: readonly Plugin[];
  readonly filters: readonly Plugin[];
  readonly postFilters: readonly Plugin[];
  readonly preScores: readonly Plugin[];
  readonly scorers: readonly Scorer[];
  readonly reserves: readonly Plugin[];
  readonly permits: readonly Plugin[];
  readonly preBinds: readonly Plugin[];
  readonly binds: readonly Plugin[];
  readonly postBinds: readonly Plugin[];
}

/**
 * Builds the plugins of a profile. What the profile names and `plugins` does not have is left out: limits.ts refuses the
 * pods that would need it.
 */
export function createFramework(
  host: PluginHost, profile: Profile, plugins: ReadonlyMap<string, PluginDefinition> = PLUGINS,
): Framework {
  const instances = new Map<string, Plugin>();
  const instance = (name: string): Plugin | undefined => {
    const definition = plugins.get(name);
    if (definition === undefined) return undefined;
    const known = instances.get(name) ?? definition.create(host, profile.args.get(name) ?? definition.defaults);
    instances.set(name, known);
    return known;
  };
  const at = (point: Point): readonly Plugin[] =>
    profile.order[point].flatMap(({ name }) => instance(name) ?? []);
  const points = {
    queueSort: at('queueSort')[0]!,
    preEnqueues: at('preEnqueue'),
    preFilters: at('preFilter'),
    filters: at('filter'),
    postFilters: at('postFilter'),
    preScores: at('preScore'),
    reserves: at('reserve'),
    permits: at('permit'),
    preBinds: at('preBind'),
    binds: at('bind'),
    postBinds: at('postBind'),
    scorers: profile.order.score.flatMap(({ name, weight }) => {
      const plugin = instance(name);
      return plugin?.score === undefined ? [] : [{ plugin, weight, score: plugin.score }];
    }),
  };
  return { host, ...points, plugins: [...instances.values()] };
}

/** What PreFilter and PreScore settle about one cycle of a pod class. */
export interface CyclePlan {
  /** Interned status of the rejection by PreFilter, or SUCCESS. */
  readonly rejected: number;
  /** PreFilter plugins that were asked: a rejection may have ended the round before the others. */
  readonly asked: readonly Plugin[];
  /** Plugins whose Filter is skipped. */
  readonly skipped: readonly Plugin[];
  /** The only candidates, by name; null = all nodes. */
  readonly nodeNames: readonly string[] | null;
  readonly narrowedBy: readonly string[];
  /** Filters that run, in order. */
  readonly filters: readonly Plugin[];
  /** Plugins that hear of pods moved in a what-if. */
  readonly extensions: readonly Plugin[];
  /** Score plugins that may have something to add; the others contribute 0. */
  readonly scorers: readonly Scorer[];
  /** Error of PreScore: the cycle fails when it comes to scoring. */
  readonly scoreError: string | null;
}

/**
 * Runs PreFilter, and PreScore ahead of its time for the plugins that decide it from the pod class alone. Plugins that
 * read the cluster must have been prepared.
 */
export function planCycle(framework: Framework, podClass: PodClass, pod: number): CyclePlan {
  const asked: Plugin[] = [];
  const skipped: Plugin[] = [];
  const narrowedBy: string[] = [];
  let nodeNames: readonly string[] | null = null;
  let rejected = SUCCESS;
  for (const plugin of framework.preFilters) {
    asked.push(plugin);
    const answer = plugin.preFilter?.(podClass, pod) ?? {};
    if (answer.skip === true) skipped.push(plugin);
    if (answer.status !== undefined) {
      rejected = answer.status;
      // U lets the other plugins speak (one of them may know better), UU ends it.
      if (framework.host.statuses.get(rejected)?.code !== 'U') break;
    }
    if (answer.nodeNames === undefined) continue;
    narrowedBy.push(plugin.name);
    const allowed = new Set(answer.nodeNames);
    nodeNames = nodeNames === null ? [...allowed] : nodeNames.filter((name) => allowed.has(name));
    if (nodeNames.length === 0) {
      rejected = framework.host.statuses.intern({ plugin: '', code: 'UU', reasons: [narrowedToNothing(narrowedBy)] });
      break;
    }
  }
  const { scorers, scoreError } = planScores(framework, podClass);
  const runs = (plugin: Plugin): boolean => !skipped.includes(plugin);
  return {
    rejected, asked, skipped, nodeNames, narrowedBy, scorers, scoreError,
    filters: framework.filters.filter(runs),
    extensions: framework.preFilters.filter((plugin) => plugin.podAdded !== undefined && runs(plugin)),
  };
}

/** Plugins that read the cluster are asked for PreScore when the feasible nodes are known, as upstream. */
function planScores(framework: Framework, podClass: PodClass): Pick<CyclePlan, 'scorers' | 'scoreError'> {
  const skipped = new Set<Plugin>();
  for (const plugin of framework.preScores) {
    const answer = plugin.reads === 'cluster'
      ? plugin.mayScore?.(podClass) ?? true ? 'score' : 'skip'
      : plugin.preScore?.(podClass, NO_NODES) ?? 'score';
    if (answer === 'skip') skipped.add(plugin);
    else if (answer !== 'score') return { scorers: [], scoreError: preScoreError(plugin, answer.error) };
  }
  // Plugins without PreScore are not skipped, but they may have nothing to add.
  const adds = (plugin: Plugin): boolean => plugin.preScore !== undefined || (plugin.mayScore?.(podClass) ?? true);
  return { scorers: framework.scorers.filter(({ plugin }) => !skipped.has(plugin) && adds(plugin)), scoreError: null };
}

const NO_NODES = new Int32Array(0);

/** What a cycle fails with when a PreScore plugin does. */
export function preScoreError(plugin: Plugin, error: string): string {
  return `running PreScore plugin "${plugin.name}": ${error}`;
}

function narrowedToNothing(plugins: readonly string[]): string {
  const sorted = [...plugins].sort(byCodeUnit);
  return sorted.length === 1
    ? `node(s) didn't satisfy plugin ${sorted[0]}`
    : `node(s) didn't satisfy plugin(s) [${sorted.join(' ')}] simultaneously`;
}
