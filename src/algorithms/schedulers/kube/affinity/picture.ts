import type { PodClass } from '../../../../world/cluster/index.js';

/** What a node is rejected for; checked in this order. */
export const VERDICT = { FITS: 0, AFFINITY: 1, ANTI_AFFINITY: 2, OPPOSED: 3 } as const;

/** What a domain is marked with, by bit; the marks of its domains decide about a node. */
export const MARK = {
  /** A pod is there that the pod's required anti-affinity matches. */
  TAKEN: 1,
  /** A pod is there whose required anti-affinity matches the pod. */
  OPPOSED: 2,
  /** No pod is there that the pod's required affinity matches. */
  LONELY: 4,
  /** The node lacks a key of the pod's required affinity. */
  NOWHERE: 8,
} as const;

/** Sets of marks: one more than the largest. */
export const MARK_SETS = 16;

/** The marks by domain of one label key; where a node has no domain, slot 0 says what that means. */
export interface DomainMarks {
  /** Domain by node row; valid until the next cycle. */
  readonly domain: Int32Array;
  /** By domain + 1. */
  readonly bits: Uint8Array;
}

/** Verdict of all marks of a node together, or null when that depends on whether the pod would be the first of its group. */
export function verdictOfMarks(bits: number): number | null {
  if ((bits & MARK.NOWHERE) !== 0) return VERDICT.AFFINITY;
  if ((bits & MARK.LONELY) !== 0) return null;
  if ((bits & MARK.TAKEN) !== 0) return VERDICT.ANTI_AFFINITY;
  return (bits & MARK.OPPOSED) !== 0 ? VERDICT.OPPOSED : VERDICT.FITS;
}

/** What decides about required terms and scores of one incoming pod: the pods of the cluster as counted for it. */
export interface AffinityPicture {
  /** Whether some existing pod's required anti-affinity matches the incoming pod and has a place on a node with the key. */
  readonly isOpposed: boolean;
  /** Whether any preference, of the pod or of an existing one, has been counted at all. */
  readonly isScored: boolean;
  /** One of {@link VERDICT}. */
  verdict(node: number): number;
  /**
   * A number, 1 or more, while a node's verdict can only change with the pods on it or its labels: no two nodes share a
   * domain that matters. It differs between pictures. 0 = other nodes matter.
   */
  readonly nodeLocal: number;
  /** The marks that decide alone, for a quick answer where only one label key matters; else null. */
  readonly onlyMarks: DomainMarks | null;
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
  onlyMarks: null,
  nodeLocal: 0,
  verdict: () => VERDICT.FITS,
  score: () => 0,
  move: () => {},
};
