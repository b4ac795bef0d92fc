/** Longest name part of a label key, and longest label value. */
const MAX_LENGTH = 63;
/** Longest prefix of a label key, a DNS subdomain. */
const MAX_PREFIX_LENGTH = 253;

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What is wrong with a label key (also of annotations, taints, resources), or null.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/util/validation, IsQualifiedName.
 */
export function labelKeyError(key: string): string | null {
  const parts = key.split('/');
  const name = parts.at(-1)!;
  if (parts.length > 2) return 'must be a name, or a DNS subdomain, a "/" and a name';
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') return 'must not have an empty prefix before the "/"';
    if (prefix.length > MAX_PREFIX_LENGTH || !SUBDOMAIN.test(prefix)) {
      return `must have a DNS subdomain before the "/": lower-case letters, digits, "-" and ".", at most ${MAX_PREFIX_LENGTH} characters`;
    }
  }
  if (name === '') return 'must have a name that is not empty';
  if (name.length > MAX_LENGTH) return `must have a name of at most ${MAX_LENGTH} characters`;
  return NAME.test(name) ? null : 'must have a name of letters, digits, "-", "_" and "." that starts and ends with a letter or digit';
}

/**
 * What is wrong with a label value, or null; the empty text is a value.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/util/validation, IsValidLabelValue.
 */
export function labelValueError(value: string): string | null {
  if (value.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  return VALUE.test(value) ? null : 'must be empty, or letters, digits, "-", "_" and "." that start and end with a letter or digit';
}
