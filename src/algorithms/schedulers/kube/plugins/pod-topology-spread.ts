// Hot path: `filter` and `score` run once per node visit, `prepare` once per cycle.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { TopologySpreadConstraint } from '../../../../world/objects/index.js';
import { podTopologySpreadArgs, type PodTopologySpreadArgs } from '../config/args/pod-topology-spread.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import type { SoftCount } from '../spread/counts.js';
import { defaultSelector, defaultSelectorVersion } from '../spread/default-selector.js';
import { SpreadFiltering } from '../spread/filtering.js';
import { spreadEvents } from '../spread/hints.js';
import { KeptCounts } from '../spread/kept-counts.js';
import { rebuiltCounts } from '../spread/rebuilt-counts.js';
import { NO_RULES, spreadRules, type SpreadRules } from '../spread/rules.js';
import { SpreadScoring } from '../spread/scoring.js';
import { domainsOf } from '../topology/domains.js';

/** What `System` stands for. */
const SYSTEM_CONSTRAINTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

/** The rules of a class, and which version of the services and controllers they were derived from. */
interface Entry {
  readonly hasOwn: boolean;
  rules: SpreadRules;
  version: number;
  /** Grows when the class gets or loses rules. */
  stamp: number;
}

/**
 * PodTopologySpread: hard constraints reject nodes whose domain has too many pods like this one, soft constraints prefer
 * domains with few. Pods without constraints get the profile's default ones, which spread the pods of the same services
 * and controller.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread.
 */
export const podTopologySpread = definePlugin<PodTopologySpreadArgs>({
  name: 'PodTopologySpread',
  defaults: podTopologySpreadArgs.defaults,
  create,
});

function create({ cluster, statuses, indexes }: PluginHost, { defaultConstraints, defaultingType }: PodTopologySpreadArgs): Plugin {
  const name = 'PodTopologySpread';
  const reason = "node(s) didn't match pod topology spread constraints";
  const isSystem = defaultingType === 'System';
  const defaults = isSystem ? SYSTEM_CONSTRAINTS : defaultConstraints;
  const domains = domainsOf(cluster);
  const counts = indexes === 'kept' ? new KeptCounts(cluster, domains) : rebuiltCounts(cluster, domains);
  const filtering = new SpreadFiltering(cluster, {
    skewed: statuses.intern({ plugin: name, code: 'U', reasons: [reason] }),
    unlabelled: statuses.intern({ plugin: name, code: 'UU', reasons: [`${reason} (missing required label)`] }),
  });
  const scoring = new SpreadScoring();
  let softCounts: readonly SoftCount[] = [];

  const entries = new ClassMemo((podClass): Entry => {
    const constraints = podClass.template?.spec.topologySpreadConstraints ?? [];
    const hasOwn = constraints.length > 0;
    const rules = hasOwn ? spreadRules(podClass, { domains, constraints, selectors: null, requiresAllLabels: true }) : NO_RULES;
    return { hasOwn, rules, version: -1, stamp: 0 };
  });
  const rulesOf = (podClass: PodClass): SpreadRules => refreshed(podClass).rules;

  /** The class's entry with default constraints as the services and controllers are now. */
  function refreshed(podClass: PodClass): Entry {
    const entry = entries.of(podClass);
    if (entry.hasOwn || defaults.length === 0) return entry;
    const version = defaultSelectorVersion(cluster);
    if (entry.version === version) return entry;
    entry.version = version;
    const selectors = podClass.template === undefined ? null : defaultSelector(cluster, podClass.template);
    const rules = selectors === null ? NO_RULES
      : spreadRules(podClass, { domains, constraints: defaults, selectors, requiresAllLabels: !isSystem });
    if (rules.text !== entry.rules.text) entry.stamp++;
    entry.rules = rules;
    return entry;
  }

  return {
    name,
    reads: 'cluster',
    events: spreadEvents((podClass) => rulesOf(podClass).hard),
    prepare(podClass) {
      const { rules, stamp } = refreshed(podClass);
      if (rules.text === '') {
        counts.pass();
        return stamp;
      }
      const counted = counts.of(rules);
      filtering.prepare(rules, counted.hard);
      softCounts = counted.soft;
      return stamp;
    },
    preFilter: (podClass) => (entries.of(podClass).rules.hard.length === 0 ? { skip: true } : {}),
    filter: (_, node) => filtering.filter(node),
    beginWhatIf() { filtering.begin(); },
    podAdded(_, other, node) { filtering.move(other, node, 1); },
    podRemoved(_, other, node) { filtering.move(other, node, -1); },
    endWhatIf() { filtering.end(); },
    mayScore: (podClass) => entries.of(podClass).rules.soft.length > 0,
    preScore(podClass, feasible) {
      const { rules } = entries.of(podClass);
      if (rules.soft.length === 0) return 'skip';
      scoring.prepare(rules, softCounts, feasible);
      return 'score';
    },
    score: (_, node) => scoring.score(node),
    normalize: (scores, count, nodes) => { scoring.normalize(scores, count, nodes); },
  };
}
