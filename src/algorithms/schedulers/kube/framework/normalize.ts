/** Highest node score of the framework; scores are integers in 0 .. MAX_NODE_SCORE. */
export const MAX_NODE_SCORE = 100;

/**
 * Scales scores so that the highest becomes 100; `reverse` turns low into good. All zeros stay 0, reversed they
 * become 100.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/helper/normalize_score.go, DefaultNormalizeScore.
 */
export function scaleToHighest(order: 'keep' | 'reverse'): (scores: Float64Array, count: number) => void {
  const reverse = order === 'reverse';
  return (scores, count) => {
    let highest = 0;
    for (let i = 0; i < count; i++) if (scores[i]! > highest) highest = scores[i]!;
    if (highest === 0) {
      if (reverse) scores.fill(MAX_NODE_SCORE, 0, count);
      return;
    }
    for (let i = 0; i < count; i++) {
      const scaled = Math.trunc((MAX_NODE_SCORE * scores[i]!) / highest);
      scores[i] = reverse ? MAX_NODE_SCORE - scaled : scaled;
    }
  };
}
