/** Orders two texts by UTF-16 code units, independent of locale: for `sort`, negative when `a` comes first, 0 when equal. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
