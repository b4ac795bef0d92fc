/** Keeps pods away from a node unless they tolerate it; `PreferNoSchedule` only costs score. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. */
  readonly effect: string;
  readonly timeAdded?: string;
}

/** A pod's consent to taints; an absent key or effect covers all of them. */
export interface Toleration {
  readonly key?: string;
  /** `Equal` (the default) or `Exists`. */
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  /** For `NoExecute`: how long a pod stays after the taint came; absent = for ever. */
  readonly tolerationSeconds?: number;
}
