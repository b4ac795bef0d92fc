import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../shared.js';
import {
  compileLabelSet, compileSelector, labelKeyError, labelValueError, requirementError, SelectorError, type LabelSelector, type Labels,
} from '../../../src/world/objects/index.js';

interface Case {
  readonly fn: string;
  readonly args: {
    readonly labels?: Labels;
    readonly requirement?: { readonly key: string; readonly operator: string; readonly strValues: readonly string[] };
    readonly key?: string; readonly operator?: string; readonly values?: readonly string[];
    readonly labelSelector?: LabelSelector | null;
  };
  readonly expect: { readonly match?: boolean; readonly valid?: boolean; readonly canonical?: string; readonly error?: string };
}

const recorded = readFileSync(path.join(repositoryRoot, 'test/recorded/upstream-tests/label-selectors.jsonl'), 'utf8')
  .trimEnd().split('\n').map((line) => JSON.parse(line) as Case);

/** Operators of the text form that selectors as objects have, too; `>` and `<` exist for nodes only. */
const OPERATORS: Readonly<Record<string, string>> = {
  '=': 'In', '==': 'In', in: 'In', '!=': 'NotIn', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist', unsupportedOp: 'unsupportedOp',
};

describe('label selectors', () => {
  it('match as the real requirements do, in every recorded case with an operator of theirs', () => {
    const cases = recorded.filter(({ fn, args }) => fn === 'Requirement.Matches' && OPERATORS[args.requirement!.operator] !== undefined);
    expect(cases).toHaveLength(28);
    for (const { args, expect: wanted } of cases) {
      const { key, operator, strValues } = args.requirement!;
      const selector = compileSelector({ matchExpressions: [{ key, operator: OPERATORS[operator]!, values: strValues }] });
      expect(selector.matches(args.labels), JSON.stringify(args)).toBe(wanted.match);
    }
  });

  it('accept a requirement exactly when the real constructor does', () => {
    // One value is all that "=" takes in the text form; as an object it is an In with several values.
    const cases = recorded.filter(({ fn, args }) => fn === 'NewRequirement' && OPERATORS[args.operator!] !== undefined && args.values!.length < 2);
    expect(cases.length).toBeGreaterThan(50);
    for (const { args, expect: wanted } of cases) {
      const { key, operator, values } = args;
      const error = labelKeyError(key!) ?? requirementError({ key: key!, operator: OPERATORS[operator!]!, values: values! })?.message
        ?? values!.map(labelValueError).find((found) => found !== null) ?? null;
      expect(error === null, JSON.stringify(args)).toBe(wanted.valid);
    }
  });

  it('are refused as objects exactly when the real conversion refuses them', () => {
    const cases = recorded.filter(({ fn }) => fn === 'LabelSelectorAsSelector');
    expect(cases).toHaveLength(6);
    for (const { args, expect: wanted } of cases) {
      const compile = () => compileSelector(args.labelSelector);
      if (wanted.error === undefined) expect(compile, JSON.stringify(args)).not.toThrow();
      else expect(compile, JSON.stringify(args)).toThrow(SelectorError);
    }
  });

  it('select nothing when absent and everything when empty', () => {
    expect(compileSelector(undefined).matches({ a: 'b' })).toBe(false);
    expect(compileSelector(null).isEmpty).toBe(false);
    expect(compileSelector({}).matches({})).toBe(true);
    expect(compileSelector({}).isEmpty).toBe(true);
    expect(compileSelector({ matchLabels: {}, matchExpressions: [] }).matches(undefined)).toBe(true);
  });

  it('of a service select nothing when empty', () => {
    expect(compileLabelSet({}).matches({ a: 'b' })).toBe(false);
    expect(compileLabelSet({ a: 'b' }).matches({ a: 'b', c: 'd' })).toBe(true);
  });

  it('do not see names that every object inherits', () => {
    expect(compileSelector({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }).matches({})).toBe(false);
  });
});
