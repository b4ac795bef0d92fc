import { labelKeyError, labelValueError, type Labels } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';

/** A check of one text: what is wrong with it, or null. Sources: k8s.io/apimachinery v0.36.3, pkg/util/validation. */
export type TextRule = (text: string) => string | null;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export const dnsLabel: TextRule = (text) => (text.length > 63 ? 'must have at most 63 characters'
  : LABEL.test(text) ? null : 'must consist of lower-case letters, digits and "-", and start and end with a letter or digit');

export const dnsSubdomain: TextRule = (text) => (text.length > 253 ? 'must have at most 253 characters'
  : SUBDOMAIN.test(text) ? null : 'must consist of lower-case letters, digits, "-" and ".", and start and end with a letter or digit');

/** Names of ports. */
export const portName: TextRule = (text) => {
  if (text.length > 15) return 'must have at most 15 characters';
  if (!/^[-a-z0-9]*$/.test(text)) return 'must consist of lower-case letters, digits and "-"';
  if (!/[a-z]/.test(text)) return 'must have at least one letter';
  if (text.includes('--')) return 'must not have two "-" in a row';
  return text.startsWith('-') || text.endsWith('-') ? 'must not start or end with "-"' : null;
};

/** Reports a text that is absent or breaks its rule. */
export function checkText(findings: Findings, path: FieldPath, text: string | undefined, rule: TextRule): void {
  if (text === undefined || text === '') findings.required(path);
  else checkOptionalText(findings, path, text, rule);
}

/** Reports a text that breaks its rule; absent and empty ones are fine. */
export function checkOptionalText(findings: Findings, path: FieldPath, text: string | undefined, rule: TextRule): void {
  if (text === undefined || text === '') return;
  const error = rule(text);
  if (error !== null) findings.invalid(path, text, error);
}

/** Reports a text that is none of the allowed words; absent and empty ones are fine. */
export function checkOneOf(
  findings: Findings, path: FieldPath, value: string | undefined, allowed: readonly string[],
): void {
  if (value !== undefined && value !== '' && !allowed.includes(value)) findings.unsupported(path, value, allowed);
}

/** Reports keys and values that are no labels. `alias` is the path under which the API server reports them, where it differs. */
export function checkLabels(findings: Findings, path: FieldPath, labels: Labels | undefined, alias?: string): void {
  const note = alias === undefined ? '' : ` (the API server calls it ${alias})`;
  for (const [key, value] of Object.entries(labels ?? {})) {
    const keyError = labelKeyError(key);
    if (keyError !== null) findings.invalid(path.key(key), key, `is no label key, it ${keyError}${note}`);
    const valueError = labelValueError(value);
    if (valueError !== null) findings.invalid(path.key(key), value, `is no label value, it ${valueError}${note}`);
  }
}

/** Most bytes that all annotations of an object may take. */
const MAX_ANNOTATION_BYTES = 256 * 1024;

/** Reports keys that are no annotation keys; their values are free. */
export function checkAnnotations(
  findings: Findings, path: FieldPath, annotations: Labels | undefined, alias?: string,
): void {
  const note = alias === undefined ? '' : ` (the API server calls it ${alias})`;
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    size += utf8Length(key) + utf8Length(value);
    // Upper case is allowed in the prefix here, unlike in labels.
    const error = labelKeyError(key.toLowerCase());
    if (error !== null) findings.invalid(path.key(key), key, `is no annotation key, it ${error}${note}`);
  }
  if (size > MAX_ANNOTATION_BYTES) {
    findings.on(path, 'MAN006', `annotations take ${size} bytes, at most ${MAX_ANNOTATION_BYTES} are allowed${note}`);
  }
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
