import {
  compileSelector, isRequirement, matchesRequirement, parseSelectorText, SelectorError, selectorText, TEXT_OPERATORS,
  type LabelSelector, type Labels, type TextRequirement,
} from '../../world/objects/index.js';
import { byCodeUnit } from '../../base/by-code-unit.js';
import type { Comparison } from '../case-tally.js';
import { compareAnswer, textArgument, type RecordedFunction } from './recorded-function.js';

type Members = Readonly<Record<string, unknown>>;

/** Functions of label selectors, by their recorded names. */
export const LABEL_SELECTORS: Readonly<Record<string, RecordedFunction>> = {
  NewRequirement({ args, expect, comparison }) {
    const valid = isRequirement({ key: textArgument(args, 'key'), operator: textArgument(args, 'operator'), values: textsOf(args['values']) });
    comparison.same({ field: 'valid' }, expect['valid'], valid);
  },
  Parse({ args, expect, comparison }) {
    const requirements = parseSelectorText(textArgument(args, 'selector'));
    compareAnswer(expect, requirements === null ? null : { canonical: selectorText(requirements) }, comparison);
  },
  Matches({ args, expect, comparison }) {
    const text = textArgument(args, 'selector');
    const requirements = parseSelectorText(text);
    if (requirements === null) throw new Error(`"${text}" is no selector`);
    const labels = labelsOf(args['labels']);
    const matches = requirements.every((requirement) => matchesRequirement(requirement, labels));
    // Two selectors print as the empty text: the one that selects everything and the one that selects nothing. Which of
    // them was asked is not recorded, so either answer is right.
    if (text === '' && expect['match'] === false) comparison.same({ field: 'match' }, false, compileSelector(null).matches(labels));
    else comparison.same({ field: 'match' }, expect['match'], matches);
  },
  'Requirement.Matches'({ args, expect, comparison }) {
    const { key, operator, strValues } = args['requirement'] as Members;
    const requirement = { key: String(key), operator: TEXT_OPERATORS.find((known) => known === operator), values: textsOf(strValues ?? []) };
    // A requirement without operator matches nothing.
    const matches = requirement.operator !== undefined && matchesRequirement({ ...requirement, operator: requirement.operator }, labelsOf(args['labels']));
    comparison.same({ field: 'match' }, expect['match'], matches);
    // Selectors that are objects go another way here.
    const asObject = OBJECT_OPERATORS[requirement.operator ?? ''];
    if (asObject === undefined) return;
    const compiled = compileSelector({ matchExpressions: [{ key: requirement.key, operator: asObject, values: requirement.values }] });
    comparison.same({ field: 'match (as an object)' }, expect['match'], compiled.matches(labelsOf(args['labels'])));
  },
  SelectorFromSet({ args, expect, comparison }) {
    comparison.same({ field: 'canonical' }, expect['canonical'], selectorText(pairsOf(labelsOf(args['labels']))));
  },
  ValidatedSelectorFromSet({ args, expect, comparison }) {
    const pairs = pairsOf(labelsOf(args['labels']));
    compareAnswer(expect, pairs.every(isRequirement) ? { canonical: selectorText(pairs) } : null, comparison);
  },
  LabelSelectorAsSelector({ args, expect, comparison }) {
    const selector = args['labelSelector'] as LabelSelector | null;
    const requirements = requirementsOf(selector);
    const isAccepted = requirements.every(isRequirement) && isCompiled(selector, comparison);
    compareAnswer(expect, isAccepted ? { canonical: selectorText(requirements) } : null, comparison);
  },
  LabelSelectorAsMap({ args, expect, comparison }) {
    const selector = args['labelSelector'] as LabelSelector | null;
    const requirements = requirementsOf(selector);
    const isMap = requirements.every(({ operator, values }) => (operator === '=' || operator === 'in') && values.length === 1);
    const map = selector === null ? null : Object.fromEntries(requirements.map(({ key, values }) => [key, values[0]!]));
    compareAnswer(expect, isMap ? { map } : null, comparison);
  },
};

/** Whether the selector that schedulers use is made of it without complaint. */
function isCompiled(selector: LabelSelector | null, comparison: Comparison): boolean {
  try {
    const compiled = compileSelector(selector);
    comparison.same({ field: 'isEmpty' }, selector !== null && requirementsOf(selector).length === 0, compiled.isEmpty);
    return true;
  } catch (error) {
    if (error instanceof SelectorError) return false;
    throw error;
  }
}

/** Operators of the text form that objects have, too. */
const OBJECT_OPERATORS: Readonly<Record<string, string>> = { '=': 'In', '==': 'In', in: 'In', '!=': 'NotIn', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

/** A requirement whose operator need not be one. */
type WrittenRequirement = Omit<TextRequirement, 'operator'> & { readonly operator: string };

const OPERATORS: Readonly<Record<string, TextRequirement['operator']>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

/** The requirements of a selector that is an object, sorted by key. */
function requirementsOf(selector: LabelSelector | null): WrittenRequirement[] {
  return [
    ...pairsOf(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({ key, operator: OPERATORS[operator] ?? operator, values })),
  ].sort((a, b) => byCodeUnit(a.key, b.key));
}

function pairsOf(labels: Labels): TextRequirement[] {
  return Object.entries(labels).map(([key, value]): TextRequirement => ({ key, operator: '=', values: [value] })).sort((a, b) => byCodeUnit(a.key, b.key));
}

function labelsOf(value: unknown): Labels {
  if (value === null) return {};
  if (typeof value !== 'object') throw new Error('the labels are no object');
  return value as Labels;
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Error('the values are no list');
  return value.map(String);
}
