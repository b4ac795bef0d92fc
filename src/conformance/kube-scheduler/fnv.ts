/** FNV-1a of 64 bits over the UTF-8 bytes of a text, as 16 hexadecimal digits. */
export function fnv1a64(text: string): string {
  // Four parts of 16 bits: products stay exact in doubles.
  let [a, b, c, d] = [0x2325, 0x8422, 0x9ce4, 0xcbf2];
  for (const byte of new TextEncoder().encode(text)) {
    a ^= byte;
    // The prime is 2^40 + 0x1b3: one product with the small part, one shift by 40 bits.
    const pa = a * 0x1b3;
    const pb = b * 0x1b3;
    const pc = c * 0x1b3 + ((a & 0xff) << 8);
    const pd = d * 0x1b3 + (a >>> 8) + ((b & 0xff) << 8);
    const sb = pb + Math.floor(pa / 0x10000);
    const sc = pc + Math.floor(sb / 0x10000);
    const sd = pd + Math.floor(sc / 0x10000);
    [a, b, c, d] = [pa & 0xffff, sb & 0xffff, sc & 0xffff, sd & 0xffff];
  }
  return [d, c, b, a].map((part) => part.toString(16).padStart(4, '0')).join('');
}
