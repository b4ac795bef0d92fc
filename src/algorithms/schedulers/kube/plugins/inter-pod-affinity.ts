// Hot path: `prepare` runs once per cycle, `filter` and `score` once per node visit.
// Benchmark: src/bench/kube, the workloads with affinity.
import { interPodAffinityArgs, type InterPodAffinityArgs } from '../config/args/inter-pod-affinity.js';
import { affinityEvents } from '../affinity/hints.js';
import { keptAffinity } from '../affinity/kept.js';
import { MARK_SETS, UNCONCERNED, VERDICT, verdictOfMarks, type AffinityPicture, type DomainMarks } from '../affinity/picture.js';
import { recountedAffinity } from '../affinity/recounted.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';

/**
 * InterPodAffinity. Filter: required terms of the pod about others, and required anti-affinity of others about the pod.
 * Score: preferences in both directions, and required affinity of others with a weight of its own. Pods that are being
 * deleted count.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/interpodaffinity.
 */
export const interPodAffinity = definePlugin({
  name: 'InterPodAffinity', defaults: interPodAffinityArgs.defaults, decode: interPodAffinityArgs.decode, create,
});

function create({ cluster, statuses, indexes }: PluginHost, args: InterPodAffinityArgs): Plugin {
  const name = 'InterPodAffinity';
  const statusOf: number[] = [];
  statusOf[VERDICT.FITS] = SUCCESS;
  statusOf[VERDICT.AFFINITY] = statuses.intern({ plugin: name, code: 'UU', reasons: ["node(s) didn't match pod affinity rules"] });
  statusOf[VERDICT.ANTI_AFFINITY] = statuses.intern({ plugin: name, code: 'U', reasons: ["node(s) didn't match pod anti-affinity rules"] });
  statusOf[VERDICT.OPPOSED] = statuses.intern({
    plugin: name, code: 'U', reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  });
  const index = indexes === 'kept' ? keptAffinity(cluster, args) : recountedAffinity(cluster, args);
  // By set of marks; -1 = the picture has to be asked.
  const statusOfMarks = Int32Array.from({ length: MARK_SETS }, (_, bits) => {
    const verdict = verdictOfMarks(bits);
    return verdict === null ? -1 : statusOf[verdict]!;
  });
  let picture: AffinityPicture = UNCONCERNED;
  let marks: DomainMarks | null = null;
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
      marks = picture.onlyMarks;
      return (picture.isOpposed ? 1 : 0) + (picture.isScored ? 2 : 0) + 4 * picture.nodeLocal;
    },
    isNodeLocal: () => picture.nodeLocal > 0,
    preFilter({ template }) {
      const { podAffinity, podAntiAffinity } = template?.spec.affinity ?? {};
      const hasTerms = [podAffinity, podAntiAffinity]
        .some((rules) => (rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0);
      return hasTerms || picture.isOpposed ? {} : { skip: true };
    },
    filter(_, node) {
      const status = marks === null ? -1 : statusOfMarks[marks.bits[marks.domain[node]! + 1]!]!;
      return status >= 0 ? status : statusOf[picture.verdict(node)]!;
    },
    beginWhatIf() {
      begun.push(moves.length);
      // A pod that comes may bring marks of its own.
      marks = null;
    },
    podAdded: (_, other, node) => move(other, node, 1),
    podRemoved: (_, other, node) => move(other, node, -1),
    endWhatIf() {
      const first = begun.pop()!;
      while (moves.length > first) {
        const [classId, node, sign] = moves.pop()!;
        picture.move(classId, node, sign === 1 ? -1 : 1);
      }
      if (begun.length === 0) marks = picture.onlyMarks;
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
