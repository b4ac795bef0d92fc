/** A number, or text that is meant as a percentage such as `25%`. */
export type IntOrString = number | string;

const INT32_MIN = -2_147_483_648;
const INT32_MAX = 2_147_483_647;

/** Text as the API reads it where a number or a percentage may stand: a 32-bit number when it is one, else the text. */
export function parseIntOrString(text: string): IntOrString {
  if (!/^[+-]?[0-9]+$/.test(text)) return text;
  const value = Number(text);
  return value < INT32_MIN || value > INT32_MAX ? text : value;
}

/**
 * Percent of a text such as `25%`, or null when the text is not a whole percentage. Signs are allowed, as upstream.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/util/intstr.
 */
export function percentOf(text: string): number | null {
  return /^[+-]?[0-9]+%$/.test(text) ? Number(text.slice(0, -1)) : null;
}

/**
 * Scales a number or percentage: a number stays as it is, a percentage is taken of `total`.
 *
 * @param options.total  what 100 % means
 * @param options.round  `up` for maxSurge, `down` for maxUnavailable
 * @returns null when a text is not a percentage
 * Source: k8s.io/apimachinery v0.36.3, pkg/util/intstr, GetScaledValueFromIntOrPercent (it divides in float64, too).
 */
export function scaleIntOrPercent(value: IntOrString, options: { total: number; round: 'up' | 'down' }): number | null {
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent === null) return null;
  const exact = (percent * options.total) / 100;
  return options.round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
