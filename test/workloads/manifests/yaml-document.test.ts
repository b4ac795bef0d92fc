import { describe, expect, it } from 'vitest';
import { locate, plainValue } from '../../../src/base/document.js';
import { formatProblem } from '../../../src/base/errors.js';
import { readYaml } from '../../../src/workloads/manifests/yaml-document.js';

const values = (text: string, dialect: 'kubernetes' | '1.2' = '1.2'): unknown[] => readYaml(text, 'x.yaml', { dialect }).documents.map(plainValue);
const shown = (text: string): string => readYaml(text, 'x.yaml').problems.map(formatProblem).join('\n');

describe('readYaml', () => {
  it('gives each value its place', () => {
    const [root] = readYaml('a:\n  - b: 1\n    c: two\n', 'x.yaml').documents;
    const { node, keySpan, depth } = locate(root!, ['a', 0, 'c']);
    expect(depth).toBe(3);
    expect(keySpan).toEqual({ line: 3, column: 5, length: 1 });
    expect(node).toEqual({ kind: 'scalar', value: 'two', span: { line: 3, column: 8, length: 3 } });
    expect(locate(root!, ['a', 5, 'c']).depth).toBe(1);
  });

  it('reads several documents and leaves empty ones out', () => {
    expect(values('---\na: 1\n---\n# empty\n---\n- 2\n')).toEqual([{ a: 1 }, [2]]);
    expect(values('\uFEFFa: 1\r\nb: 2\r\n')).toEqual([{ a: 1, b: 2 }]);
  });

  it.each([
    { text: 'yes', kubernetes: true, core: 'yes' },
    { text: 'n', kubernetes: false, core: 'n' },
    { text: 'true', kubernetes: true, core: true },
    { text: '~', kubernetes: null, core: null },
    { text: '010', kubernetes: 8, core: 10 },
    { text: '0x10', kubernetes: 16, core: 16 },
    { text: '0b11', kubernetes: 3, core: '0b11' },
    { text: '1_000', kubernetes: 1000, core: '1_000' },
    { text: '08', kubernetes: 8, core: 8 },
    { text: '1e3', kubernetes: 1000, core: 1000 },
    { text: '.5', kubernetes: 0.5, core: 0.5 },
    { text: '2000-01-31', kubernetes: '2000-01-31', core: '2000-01-31' },
    { text: '"5"', kubernetes: '5', core: '5' },
    { text: '!!str 5', kubernetes: '5', core: '5' },
    { text: '9223372036854775807', kubernetes: 9_223_372_036_854_775_807n, core: 9_223_372_036_854_775_807n },
  ])('$text means $kubernetes to Kubernetes and $core in YAML 1.2', ({ text, kubernetes, core }) => {
    expect(values(`a: ${text}\n`, 'kubernetes')).toEqual([{ a: kubernetes }]);
    expect(values(`a: ${text}\n`)).toEqual([{ a: core }]);
  });

  it('unfolds aliases and merged maps', () => {
    expect(values('base: &b { x: 1, y: 2 }\nuse:\n  <<: *b\n  y: 3\n')).toEqual([{ base: { x: 1, y: 2 }, use: { x: 1, y: 3 } }]);
    // Kubernetes refuses a key that replaces a merged one.
    expect(readYaml('base: &b { x: 1 }\nuse:\n  <<: *b\n  x: 3\n', 'x.yaml', { dialect: 'kubernetes' }).problems).toHaveLength(1);
  });

  it('refuses aliases that unfold beyond bounds, or stand in a circle', () => {
    const levels = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [...pair])) {
      levels.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
    }
    expect(shown(levels.join('\n'))).toContain('YML003  aliases of this document unfold to more than 10000 values');
    expect(shown('a: &x [*x]\n')).toContain('stands inside its own anchor');
    expect(shown('a: *x\n')).toContain('"*x" has no anchor before it');
  });

  it('reports a repeated key with both lines', () => {
    expect(shown('a: 1\nb: 2\na: 3\n')).toContain('x.yaml:3:1  YML002  key "a" occurs twice in one map: first on line 1, again on line 3');
  });

  it.each([
    { name: 'a tab', text: 'a:\n\tb: 1\n', at: '2:1', says: 'replace each tab by spaces' },
    { name: 'a missing space', text: 'a: 1\nb:2\nc: 3\n', at: '2:1', says: 'write "b: 2"' },
    { name: 'one space too many', text: 'a:\n  b: 1\n   c: 2\n', at: '3:4', says: 'indent it by 2 spaces' },
    { name: 'a line that lost its indentation', text: 'a:\n  b: 1\nc: 2\n  d: 3\n', at: '3:1', says: 'indent it by 2 spaces, to stand with line 4' },
    { name: 'an open quote', text: 'a: "b\nc: d\n', at: '1:4', says: 'add " at the end of the value' },
    { name: 'an open bracket', text: 'a: [1, 2\nb: 3\n', at: '1:4', says: 'add "]" where the list or map ends' },
    { name: 'two keys on one line', text: 'a: b: c\n', at: '1:4', says: 'start a new line after "a:"' },
    { name: 'a second key after a value', text: 'a:\n  b: c d: e\n', at: '2:8', says: 'start a new line before "d:", at the column of "b:"' },
    { name: 'a reserved character', text: 'a: @b\n', at: '1:4', says: 'plain value cannot start with reserved character @' },
  ])('explains $name', ({ text, at, says }) => {
    const problem = shown(text);
    expect(problem).toContain(`x.yaml:${at}  YML001`);
    expect(problem).toContain(says);
  });

  it('reads the other documents of a file with a broken one', () => {
    const { documents, problems } = readYaml('a: 1\n---\nb: [\n---\nc: 3\n', 'x.yaml');
    expect(documents.map(plainValue)).toEqual([{ a: 1 }, { c: 3 }]);
    expect(problems).toHaveLength(1);
  });
});
