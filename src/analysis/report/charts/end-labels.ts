/**
 * Moves labels apart that would cover one another: keeps their order, moves each as little as possible from its value.
 *
 * @param pixels  the pixel that each label wants, downwards from the top
 * @param gap  smallest distance in pixels
 * @param range  topmost and lowest pixel for a label
 * @returns the pixel of each item, in the order given
 */
export function spreadLabels(pixels: readonly number[], gap: number, range: readonly [number, number]): number[] {
  const order = pixels.map((_, i) => i).sort((a, b) => pixels[a]! - pixels[b]! || a - b);
  const places = order.map((index) => Math.min(Math.max(pixels[index]!, range[0]), range[1]));
  // Relaxation: neighbours that are too close share the push, until none is.
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let i = 1; i < places.length; i++) {
      const lack = gap - (places[i]! - places[i - 1]!);
      if (lack <= 0.01) continue;
      places[i - 1]! -= lack / 2;
      places[i]! += lack / 2;
      moved = true;
    }
    for (let i = 0; i < places.length; i++) {
      const room = [range[0] + i * gap, range[1] - (places.length - 1 - i) * gap] as const;
      places[i] = Math.min(Math.max(places[i]!, room[0]), Math.max(room[0], room[1]));
    }
    if (!moved) break;
  }
  const byItem = new Array<number>(pixels.length).fill(0);
  order.forEach((index, i) => { byItem[index] = places[i]!; });
  return byItem;
}
