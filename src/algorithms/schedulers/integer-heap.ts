// Hot path: a few operations per pod.

/** Adds a number to a binary heap whose smallest entry is `heap[0]`. */
export function pushInteger(heap: number[], value: number): void {
  let hole = heap.push(value) - 1;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (heap[parent]! <= value) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = value;
}

/** Takes the smallest entry out of a heap that has one, and answers it. */
export function popInteger(heap: number[]): number {
  const first = heap[0]!;
  const moved = heap.pop()!;
  if (heap.length === 0) return first;
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= moved) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = moved;
  return first;
}
