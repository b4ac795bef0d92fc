/** A point in pixels with the width of the name that belongs beside it. */
export interface LabelledPoint { readonly x: number; readonly y: number; readonly width: number }

/** Where a name stands relative to its point, in the words of Plot's text mark. */
export interface LabelPlace { readonly dx: number; readonly dy: number; readonly textAnchor: 'start' | 'end' }

interface Box { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

const GAP = 11;
const HALF_LINE = 8;
/** Sides and shifts that are tried, the plainest first. */
const TRIES = [0, -13, 13, -22, 22].flatMap((dy) => [{ side: 1, dy }, { side: -1, dy }]);

/**
 * Chooses a place for each name, one after the other: the first that covers neither a point nor another name nor the
 * edge, else the one that covers least.
 */
export function placeLabels(points: readonly LabelledPoint[], frame: Box): LabelPlace[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
  return points.map((point, index) => {
    let best = { side: 1, dy: 0, cost: Infinity };
    for (const { side, dy } of TRIES) {
      const cost = costOf(boxOf(point, side, dy), taken.filter((_, i) => i !== index), frame);
      if (cost < best.cost) best = { side, dy, cost };
    }
    taken.push(boxOf(point, best.side, best.dy));
    return { dx: best.side * GAP, dy: best.dy, textAnchor: best.side > 0 ? 'start' : 'end' };
  });
}

function boxOf({ x, y, width }: LabelledPoint, side: number, dy: number): Box {
  const near = x + side * GAP;
  const far = near + side * width;
  return { left: Math.min(near, far), right: Math.max(near, far), top: y + dy - HALF_LINE, bottom: y + dy + HALF_LINE };
}

/** Square pixels covered; leaving the frame counts as covering. */
function costOf(box: Box, taken: readonly Box[], frame: Box): number {
  const outside = Math.max(0, frame.left - box.left) + Math.max(0, box.right - frame.right)
    + Math.max(0, frame.top - box.top) + Math.max(0, box.bottom - frame.bottom);
  return taken.reduce((cost, other) => (
    cost + Math.max(0, Math.min(box.right, other.right) - Math.max(box.left, other.left))
      * Math.max(0, Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top))
  ), outside * 2 * HALF_LINE);
}
