/** Whether a text is an IPv4 address as the API takes it: four decimal numbers without leading zeros. */
function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255);
}

/** Whether a text is an IPv6 address, also one that ends in IPv4 form. */
function isIpv6(text: string): boolean {
  if (!text.includes(':') || text.includes(':::')) return false;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  // An IPv4 tail stands for two groups.
  const groups = tail.includes('.') ? (isIpv4(tail) ? `${text.slice(0, lastColon + 1)}0:0` : null) : text;
  if (groups === null) return false;
  const halves = groups.split('::');
  if (halves.length > 2) return false;
  const parts = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return false;
  return halves.length === 2 ? parts.length < 8 : parts.length === 8;
}

/** Whether a text is an address of either kind. */
export function isIp(text: string): boolean { return isIpv4(text) || isIpv6(text); }

/** Whether a text is a network such as 10.0.0.0/8. */
export function isCidr(text: string): boolean {
  const found = /^(.+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  if (found === null) return false;
  const [, address, bits] = found;
  return (isIpv4(address!) && Number(bits) <= 32) || (isIpv6(address!) && Number(bits) <= 128);
}
