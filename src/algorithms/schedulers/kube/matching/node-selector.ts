import { labelValueError, type Labels, type NodeSelectorRequirement, type NodeSelectorTerm } from '../../../../world/objects/index.js';

/**
 * A node selector term made ready for matching. `error` is the text of the first value that the real parser refuses:
 * a required term with an error matches nothing, a preferred one fails the cycle.
 */
export interface ParsedTerm {
  readonly error: string | null;
  /** A term without any requirement matches nothing. */
  readonly isEmpty: boolean;
  readonly expressions: readonly NodeSelectorRequirement[];
  readonly fields: readonly NodeSelectorRequirement[];
}

/** The real parser's words for a value that is no label value. */
const LABEL_VALUE_RULE = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
  + "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
  + "regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/**
 * Parses term number `index` of a list (the number is part of error texts).
 *
 * Source: kubernetes v1.36, component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go; the recordings of the
 * real program for the error text.
 */
export function parseTerm(term: NodeSelectorTerm, index: number): ParsedTerm {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  let error: string | null = null;
  expressions.forEach((requirement, i) => {
    error ??= expressionError(requirement, `[${index}].matchExpressions[${i}]`);
  });
  fields.forEach((requirement, i) => { error ??= fieldError(requirement, `[${index}].matchFields[${i}]`); });
  return { error, isEmpty: expressions.length === 0 && fields.length === 0, expressions, fields };
}

function expressionError({ key, operator, values = [] }: NodeSelectorRequirement, path: string): string | null {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) return `${path}.values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty`;
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        return `${path}.values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`;
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        return `${path}.values: Invalid value: ${JSON.stringify(values)}: for 'Gt', 'Lt' operators, exactly one value is required`;
      }
      if (int64(values[0]!) === null) {
        return `${path}.values[0]: Invalid value: "${values[0]}": for 'Gt', 'Lt' operators, the value must be an integer`;
      }
      break;
    default:
      return `${path}.operator: Unsupported value: "${operator}"`;
  }
  const bad = values.findIndex((value) => labelValueError(value) !== null);
  if (bad < 0) return null;
  return `${path}.values[${bad}][${key}]: Invalid value: "${values[bad]}": ${LABEL_VALUE_RULE}`;
}

function fieldError({ key, operator, values = [] }: NodeSelectorRequirement, path: string): string | null {
  if (key !== 'metadata.name') return `${path}.key: Invalid value: "${key}": not a valid field selector key`;
  if (operator !== 'In' && operator !== 'NotIn') return `${path}.operator: Unsupported value: "${operator}"`;
  if (values.length !== 1) return `${path}.values: Invalid value: ${JSON.stringify(values)}: must have one element`;
  return null;
}

/** Whether a node with these labels and this name matches a term; errors and emptiness match nothing. */
export function matchesTerm(term: ParsedTerm, labels: Labels, nodeName: string): boolean {
  if (term.isEmpty || term.error !== null) return false;
  return term.expressions.every((requirement) => matchesLabels(requirement, labels))
    && term.fields.every(({ operator, values }) => (values![0] === nodeName) === (operator === 'In'));
}

function matchesLabels({ key, operator, values = [] }: NodeSelectorRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key]! : null;
  switch (operator) {
    case 'In': return value !== null && values.includes(value);
    case 'NotIn': return value === null || !values.includes(value);
    case 'Exists': return value !== null;
    case 'DoesNotExist': return value === null;
    default: return value !== null && comparesAs(operator, value, values[0]!);
  }
}

function comparesAs(operator: string, value: string, operand: string): boolean {
  const left = int64(value);
  const right = int64(operand);
  if (left === null || right === null) return false;
  return operator === 'Gt' ? left > right : left < right;
}

const INT64_MAX = 9_223_372_036_854_775_807n;

/** A decimal text as Go's strconv.ParseInt(text, 10, 64) reads it, or null. */
function int64(text: string): bigint | null {
  if (!/^[+-]?[0-9]+$/.test(text)) return null;
  const value = text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value > INT64_MAX || value < -INT64_MAX - 1n ? null : value;
}
