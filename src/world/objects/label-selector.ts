import type { Labels } from './metadata.js';

/** One requirement on labels: `In`, `NotIn`, `Exists` or `DoesNotExist`. */
export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Selects objects by their labels: all pairs and all requirements must hold. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** A selector made ready for matching many label sets. */
export interface CompiledSelector {
  /** Whether it selects everything for lack of requirements; an absent selector is not empty, it selects nothing. */
  readonly isEmpty: boolean;
  matches(labels: Labels | undefined): boolean;
}

const NO_LABELS: Labels = {};
const NOTHING: CompiledSelector = { isEmpty: false, matches: () => false };

/**
 * Compiles a selector: absent (or null) matches nothing, `{}` matches everything. `NotIn` also holds where the key is
 * absent.
 *
 * @throws SelectorError for an operator or a number of values that the API refuses
 * Source: k8s.io/apimachinery v0.36.3, pkg/apis/meta/v1/helpers.go, LabelSelectorAsSelector.
 */
export function compileSelector(selector: LabelSelector | null | undefined): CompiledSelector {
  if (selector === undefined || selector === null) return NOTHING;
  const pairs = Object.entries(selector.matchLabels ?? {});
  const tests = (selector.matchExpressions ?? []).map(compileRequirement);
  return {
    isEmpty: pairs.length === 0 && tests.length === 0,
    matches(labels = NO_LABELS) {
      for (const [key, value] of pairs) if (valueOf(labels, key) !== value) return false;
      for (const test of tests) if (!test(labels)) return false;
      return true;
    },
  };
}

/** Compiles the plain form that services use: all of these labels; none selects nothing here. */
export function compileLabelSet(set: Labels | undefined): CompiledSelector {
  return set === undefined || Object.keys(set).length === 0 ? NOTHING : compileSelector({ matchLabels: set });
}

/** What is wrong with a requirement apart from the syntax of its key, or null; `field` is the part that is wrong. */
export function requirementError(
  { operator, values = [] }: LabelSelectorRequirement,
): { readonly field: 'operator' | 'values'; readonly message: string } | null {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0 ? null : { field: 'values', message: `must have at least one value for operator ${operator}` };
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0 ? null : { field: 'values', message: `must have no values for operator ${operator}` };
    default:
      return { field: 'operator', message: 'must be one of In, NotIn, Exists, DoesNotExist' };
  }
}

/** A selector that the API would refuse reached a matcher: it was not validated. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}

function compileRequirement(requirement: LabelSelectorRequirement): (labels: Labels) => boolean {
  const error = requirementError(requirement);
  if (error !== null) {
    throw new SelectorError(`selector requirement on "${requirement.key}": ${error.field} ${error.message}`);
  }
  const { key, operator } = requirement;
  const values: ReadonlySet<string | undefined> = new Set(requirement.values ?? []);
  switch (operator) {
    case 'In': return (labels) => values.has(valueOf(labels, key));
    case 'NotIn': return (labels) => !values.has(valueOf(labels, key));
    case 'Exists': return (labels) => valueOf(labels, key) !== undefined;
    default: return (labels) => valueOf(labels, key) === undefined;
  }
}

/** A label's value; names such as `constructor` that every object inherits are not labels. */
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
