import type { PodClass } from '../../../../world/cluster/index.js';

/** What a node is rejected for; checked in this order. */
export const VERDICT = { FITS: 0, AFFINITY: 1, ANTI_AFFINITY: 2, OPPOSED: 3 } as const;

/** What decides about required terms and scores of one incoming pod: the pods of the cluster as counted for it. */
export interface AffinityPicture {
  /** Whether some existing pod's required anti-affinity matches the incoming pod and has a place on a node with the key. */
  readonly isOpposed: boolean;
  /** Whether any preference, of the pod or of an existing one, has been counted at all. */
  readonly isScored: boolean;
  /** One of {@link VERDICT}. */
  verdict(node: number): number;
  /** Sum of the weights counted where the node stands. */
  score(node: number): number;
  /** Counts a pod of this class on the node in (1) or out (-1), for what-ifs. */
  move(classId: number, node: number, sign: 1 | -1): void;
}

/** Where pictures come from. */
export interface AffinityIndex {
  /** The picture for an incoming pod, as of now. It holds until the next call. */
  of(podClass: PodClass): AffinityPicture;
}

/** The picture for pods that have no terms and that no existing pod's terms match. */
export const UNCONCERNED: AffinityPicture = {
  isOpposed: false,
  isScored: false,
  verdict: () => VERDICT.FITS,
  score: () => 0,
  move: () => {},
};

/** Arguments of the plugin that the counting depends on. */
export interface AffinityWeights {
  /** Weight of an existing pod's required affinity term; 0 = not counted. */
  readonly hardPodAffinityWeight: number;
  /** Whether preferences of existing pods are of no interest to pods without preferences of their own. */
  readonly ignorePreferredTermsOfExistingPods: boolean;
}
