import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { Labels } from '../../../../world/objects/index.js';
import type { InterPodAffinityArgs } from '../config/args/inter-pod-affinity.js';
import { VERDICT, type AffinityIndex, type AffinityPicture } from './picture.js';
import { affinityRules, allMatchPod, matchesPod, namespaceLabels, unrolled, type AffinityRules } from './terms.js';

/** Numbers by label key and value; without zeros unless said otherwise. */
type Tally = Map<string, Map<string, number>>;

/**
 * Counts anew for every incoming pod by looking at every pod of the cluster, as upstream does. Slow and plain: the
 * measure for the index that is kept.
 *
 * Source: kubernetes v1.36, plugins/interpodaffinity/filtering.go and scoring.go.
 */
export function recountedAffinity(cluster: Cluster, args: InterPodAffinityArgs): AffinityIndex {
  const rules: AffinityRules[] = [];
  const rulesOf = (classId: number): AffinityRules => (rules[classId] ??= affinityRules(cluster.classes[classId]!));
  return { of: (podClass) => recount(cluster, args, podClass, rulesOf) };
}

function recount(
  cluster: Cluster, args: InterPodAffinityArgs, podClass: PodClass, rulesOf: (classId: number) => AffinityRules,
): AffinityPicture {
  const { nodes, pods, objects } = cluster;
  const own = rulesOf(podClass.id);
  const ownNamespace = namespaceLabels(objects, own.namespace);
  const required = own.required.map((term) => unrolled(term, objects));
  const requiredAnti = own.requiredAnti.map((term) => unrolled(term, objects));
  const preferred = own.preferred.map(({ term, weight }) => ({ term: unrolled(term, objects), weight }));
  const isScoring = own.preferred.length > 0 || !args.ignorePreferredTermsOfExistingPods;
  const affinity: Tally = new Map();
  const anti: Tally = new Map();
  const opposing: Tally = new Map();
  const scores: Tally = new Map();

  const countRequired = (other: AffinityRules, labels: Labels, sign: number): void => {
    for (const term of other.requiredAnti) if (matchesPod(term, own, ownNamespace)) count(opposing, labels, term.topologyKey, sign);
    if (allMatchPod(required, other)) for (const term of required) count(affinity, labels, term.topologyKey, sign);
    for (const term of requiredAnti) if (matchesPod(term, other, undefined)) count(anti, labels, term.topologyKey, sign);
  };
  const countScores = (other: AffinityRules, labels: Labels): void => {
    for (const { term, weight } of preferred) {
      if (matchesPod(term, other, undefined)) add(scores, labels, term.topologyKey, weight);
    }
    if (args.hardPodAffinityWeight > 0) {
      for (const term of other.required) {
        if (matchesPod(term, own, ownNamespace)) add(scores, labels, term.topologyKey, args.hardPodAffinityWeight);
      }
    }
    for (const { term, weight } of other.preferred) {
      if (matchesPod(term, own, ownNamespace)) add(scores, labels, term.topologyKey, weight);
    }
  };

  const labelsOf = (node: number): Labels => nodes.specs[node]!.template?.metadata.labels ?? {};
  for (let node = 0; node < nodes.count; node++) {
    for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
      const other = rulesOf(pods.classId[pod]!);
      countRequired(other, labelsOf(node), 1);
      if (isScoring) countScores(other, labelsOf(node));
    }
  }

  const isFree = (tally: Tally, labels: Labels): boolean => {
    for (const [key, values] of tally) if (Object.hasOwn(labels, key) && (values.get(labels[key]!) ?? 0) > 0) return false;
    return true;
  };
  const hasCompany = (labels: Labels): boolean => {
    if (!required.every(({ topologyKey }) => Object.hasOwn(labels, topologyKey))) return false;
    if (required.every(({ topologyKey }) => (affinity.get(topologyKey)?.get(labels[topologyKey]!) ?? 0) > 0)) return true;
    // The first of a group of pods that want to be together may go anywhere.
    return affinity.size === 0 && allMatchPod(required, own);
  };
  return {
    isOpposed: opposing.size > 0,
    isScored: scores.size > 0,
    onlyMarks: null,
    nodeLocal: 0,
    verdict(node) {
      const labels = labelsOf(node);
      if (!hasCompany(labels)) return VERDICT.AFFINITY;
      if (!isFree(anti, labels)) return VERDICT.ANTI_AFFINITY;
      return isFree(opposing, labels) ? VERDICT.FITS : VERDICT.OPPOSED;
    },
    score(node) {
      const labels = labelsOf(node);
      let sum = 0;
      for (const [key, values] of scores) if (Object.hasOwn(labels, key)) sum += values.get(labels[key]!) ?? 0;
      return sum;
    },
    move: (classId, node, sign) => countRequired(rulesOf(classId), labelsOf(node), sign),
  };
}

/** Adds where the labels have the key; an entry may be 0. */
function add(tally: Tally, labels: Labels, key: string, amount: number): void {
  if (!Object.hasOwn(labels, key)) return;
  const values = tally.get(key) ?? new Map<string, number>();
  tally.set(key, values);
  values.set(labels[key]!, (values.get(labels[key]!) ?? 0) + amount);
}

/** Adds, and forgets what comes to 0. */
function count(tally: Tally, labels: Labels, key: string, sign: number): void {
  add(tally, labels, key, sign);
  const values = tally.get(key);
  if (values?.get(labels[key]!) === 0) values.delete(labels[key]!);
  if (values?.size === 0) tally.delete(key);
}
