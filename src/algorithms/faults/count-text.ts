/** `1 node`, `3 nodes`: a number of things, for people. */
export function countText(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
