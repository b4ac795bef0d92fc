/** How far a metric may move before a gate fails: in its own unit, or as a fraction of the base (0.01 = 1 %). */
export type Allowance =
  | { readonly kind: 'absolute'; readonly amount: number }
  | { readonly kind: 'relative'; readonly fraction: number };

/** What a gate demands of its metric. */
export type GateDemand =
  /** A limit in the metric's unit: must hold in every cell. */
  | { readonly kind: 'limit'; readonly atMost: number | null; readonly atLeast: number | null }
  /** Against the same cells of a baseline run, or of another variant of this run; null = any move that way is allowed. */
  | { readonly kind: 'versus'; readonly base: 'baseline' | { readonly variant: string }; readonly mayRise: Allowance | null; readonly mayFall: Allowance | null };

/** One decoded entry of a scenario's `gates:`. */
export interface GateRule {
  readonly metric: string;
  /** Statistic of the metric: `value`, `p99`, `at_130` ... */
  readonly statistic: string;
  /** Variant that the rule is for, `*` = each. */
  readonly variant: string;
  readonly demand: GateDemand;
  /** Where the rule stands, `file:line`, for messages. */
  readonly place: string;
}
