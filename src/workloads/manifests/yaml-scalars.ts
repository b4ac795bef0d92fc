/** What an unquoted scalar may mean. */
export type ScalarValue = string | number | bigint | boolean | null;

/**
 * Which reading of unquoted scalars holds: `1.2` is the core schema of YAML 1.2; `kubernetes` is what kubectl and the
 * API server read, which is YAML 1.1 for the most part: `yes` is true, `010` is 8, `1_000` is 1000.
 */
export type YamlDialect = 'kubernetes' | '1.2';

/** What an unquoted scalar means in a dialect. */
export function plainScalar(text: string, dialect: YamlDialect): ScalarValue {
  return dialect === 'kubernetes' ? kubernetesScalar(text) : coreScalar(text);
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NULL_WORDS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/**
 * Source: sigs.k8s.io/yaml v1.6.0, goyaml.v2 (resolve.go), and Go's strconv, which it reads numbers with. Dates stay
 * text on the way to JSON.
 */
function kubernetesScalar(text: string): ScalarValue {
  if (NULL_WORDS.has(text)) return null;
  if (TRUE_WORDS.has(text)) return true;
  if (FALSE_WORDS.has(text)) return false;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return NaN;
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (text.startsWith('.')) return /^\.[0-9]+([eE][-+]?[0-9]+)?$/.test(text) ? Number(text) : text;
  const digits = text.replaceAll('_', '');
  return integer(digits) ?? float(digits) ?? text;
}

/** A decimal number; null when the text is none, or too large for a double. */
function float(text: string): number | null {
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

const UINT64_MAX = 18_446_744_073_709_551_615n;
const INT64_MIN = -9_223_372_036_854_775_808n;
const INT64_MAX = 9_223_372_036_854_775_807n;

/** A whole number as Go reads it with base 0: the prefixes 0x, 0o, 0b and a leading 0 for octal; null when it is none. */
function integer(text: string): number | bigint | null {
  const found = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.exec(text);
  if (found === null) return null;
  const [, sign, digits = ''] = found;
  const isOldOctal = /^0[0-7]/.test(digits);
  const magnitude = BigInt(isOldOctal ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = sign === '-' ? -magnitude : magnitude;
  const largest = sign === '' ? UINT64_MAX : INT64_MAX;
  if (value < INT64_MIN || value > largest) return null;
  return narrow(value);
}

/** Source: YAML 1.2.2, section 10.3.2. */
function coreScalar(text: string): ScalarValue {
  if (NULL_WORDS.has(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text)) return narrow(BigInt(text.startsWith('+') ? text.slice(1) : text));
  if (/^(0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text)) return narrow(BigInt(text));
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(nan|NaN|NAN)$/.test(text) ? NaN : text;
}

function narrow(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
