// Hot path: `prepare` runs once per cycle, `filter` and `score` once per node visit.
// Benchmark: src/bench/kube, the workloads with affinity.
import type { Fields } from '../config/fields.js';
import { affinityEvents } from '../affinity/hints.js';
import { keptAffinity } from '../affinity/kept.js';
import { UNCONCERNED, VERDICT, type AffinityPicture, type AffinityWeights } from '../affinity/picture.js';
import { recountedAffinity } from '../affinity/recounted.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';

const DEFAULTS: AffinityWeights = { hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false };

/**
 * InterPodAffinity. Filter: required terms of the pod about others, and required anti-affinity of others about the pod.
 * Score: preferences in both directions, and required affinity of others with a weight of its own. Pods that are being
 * deleted count.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/interpodaffinity.
 */
export const interPodAffinity = definePlugin<AffinityWeights>({ name: 'InterPodAffinity', defaults: DEFAULTS, decode, create });

function create({ cluster, statuses, indexes }: PluginHost, args: AffinityWeights): Plugin {
  const name = 'InterPodAffinity';
  const statusOf: number[] = [];
  statusOf[VERDICT.FITS] = SUCCESS;
  statusOf[VERDICT.AFFINITY] = statuses.intern({ plugin: name, code: 'UU', reasons: ["node(s) didn't match pod affinity rules"] });
  statusOf[VERDICT.ANTI_AFFINITY] = statuses.intern({ plugin: name, code: 'U', reasons: ["node(s) didn't match pod anti-affinity rules"] });
  statusOf[VERDICT.OPPOSED] = statuses.intern({
    plugin: name, code: 'U', reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  });
  const index = indexes === 'kept' ? keptAffinity(cluster, args) : recountedAffinity(cluster, args);
  let picture: AffinityPicture = UNCONCERNED;
  /** Moves of the open what-ifs (class, node, sign), and how many there were when each of them began. */
  const moves: (readonly [classId: number, node: number, sign: 1 | -1])[] = [];
  const begun: number[] = [];
  const move = (pod: number, node: number, sign: 1 | -1): void => {
    const classId = cluster.pods.classId[pod]!;
    picture.move(classId, node, sign);
    moves.push([classId, node, sign]);
  };

  return {
    name,
    reads: 'cluster',
    events: affinityEvents(),
    prepare(podClass) {
      picture = index.of(podClass);
      return (picture.isOpposed ? 1 : 0) + (picture.isScored ? 2 : 0);
    },
    preFilter({ template }) {
      const { podAffinity, podAntiAffinity } = template?.spec.affinity ?? {};
      const hasTerms = [podAffinity, podAntiAffinity]
        .some((rules) => (rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0);
      return hasTerms || picture.isOpposed ? {} : { skip: true };
    },
    filter: (_, node) => statusOf[picture.verdict(node)]!,
    beginWhatIf() { begun.push(moves.length); },
    podAdded: (_, other, node) => move(other, node, 1),
    podRemoved: (_, other, node) => move(other, node, -1),
    endWhatIf() {
      const first = begun.pop()!;
      while (moves.length > first) {
        const [classId, node, sign] = moves.pop()!;
        picture.move(classId, node, sign === 1 ? -1 : 1);
      }
    },
    mayScore: () => picture.isScored,
    preScore: () => (picture.isScored ? 'score' : 'skip'),
    score: (_, node) => picture.score(node),
    normalize,
  };
}

/** Stretches the scores over 0 .. 100; all zero when they are equal. Divides before it multiplies, as upstream. */
function normalize(scores: Float64Array, count: number): void {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < count; i++) {
    const score = scores[i]!;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  const range = highest - lowest;
  for (let i = 0; i < count; i++) {
    scores[i] = range > 0 ? Math.trunc(MAX_NODE_SCORE * ((scores[i]! - lowest) / range)) : 0;
  }
}

function decode(fields: Fields): AffinityWeights {
  return {
    hardPodAffinityWeight: fields.optional('hardPodAffinityWeight', (value) => value.integer({ min: 0, max: 100 })) ?? 1,
    ignorePreferredTermsOfExistingPods: fields.optional('ignorePreferredTermsOfExistingPods', (value) => value.boolean()) ?? false,
  };
}
