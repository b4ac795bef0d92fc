import { describe, expect, it } from 'vitest';
import { executeTemplate, parseTemplate, TemplateError } from '../../../../src/workloads/readers/scheduler-perf/go-template.js';

const made = (text: string, index = 7, count = 30): string => executeTemplate(parseTemplate(text), { index, count });

function errorOf(text: string, run = false): TemplateError {
  try {
    const template = parseTemplate(text);
    if (run) executeTemplate(template, { index: 7, count: 30 });
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('a template', () => {
  // Expected values: Go's text/template with the functions of scheduler_perf, worked out by hand for .Index 7 and .Count 30.
  it.each([
    ['no action', 'no action'],
    ['pod-{{.Index}}', 'pod-7'],
    ['{{ .Index }}/{{ .Count }}', '7/30'],
    ['{{DivideInt .Index 5}}', '1'], // 7 / 5 = 1.4, cut
    ['{{Mod .Index 5}}', '2'],
    ['{{Mod -7 5}}', '-2'], // the sign of the dividend
    ['{{AddInt .Index 1 2}}', '10'],
    ['{{AddInt}}', '0'],
    ['{{MultiplyInt .Index .Count}}', '210'],
    ['{{SubtractInt .Index .Count}}', '-23'],
    ['{{DivideFloat .Index 4}}', '1.75'],
    ['{{AddFloat 0.5 .Index}}', '7.5'],
    ['{{SubtractFloat 8 .Index}}', '1'], // a whole float is written without a fraction
    ['{{DivideFloat 1 100000}}', '1e-05'],
    ['{{DivideInt (AddInt .Index 3) 2}}', '5'],
    ['{{.Index | Mod 10}}', '3'], // the piped value is the last operand: 10 mod 7
    ['{{AddInt "4" .Index}}', '11'], // texts are read as numbers
    ['{{"a text"}} {{`raw`}}', 'a text raw'],
    ['a {{/* a comment */}}b', 'a b'],
    ['a  {{- .Index -}}  b', 'a7b'],
    ['a{{/* two\nlines */ -}}\n b', 'ab'],
  ])('%j gives %j', (text, expected) => {
    expect(made(text)).toBe(expected);
  });

  it.each([
    ['{{range .Items}}x{{end}}', '"range" is not supported', 1, 3],
    ['{{if .Index}}x{{end}}', '"if" is not supported', 1, 3],
    ['{{$x := 1}}', '"$" is not supported', 1, 3],
    ['a\n  b: {{.Name}}', '".Name" is not known', 2, 8],
    ['{{printf "%d" .Index}}', '"printf" is not supported', 1, 3],
    ['{{.Index', 'never closed', 1, 1],
    ['{{DivideInt 1}}', 'takes 2 operands, 1 are given', 1, 3],
    ['{{}}', 'is missing here', 1, 3],
    ['{{(AddInt 1 2}}', '")" is missing', 1, 3],
    ['{{.Index .Count}}', 'after a function', 1, 3],
    ['{{"a\\n"}}', 'escapes', 1, 3],
  ])('%j is refused with its place', (text, message, line, column) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect([error.line, error.column]).toEqual([line, column]);
  });

  it('that divides by zero, or counts with a word, cannot be executed', () => {
    expect(errorOf('{{DivideInt 1 0}}', true).message).toBe('a division by zero');
    expect(errorOf('{{Mod 1 0}}', true).message).toBe('a division by zero');
    expect(errorOf('{{AddInt "many"}}', true).message).toBe('"many" is no number');
  });
});
