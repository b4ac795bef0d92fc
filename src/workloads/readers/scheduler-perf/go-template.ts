/** Where a template is wrong: 1-based line and column of its text. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(message: string, readonly line: number, readonly column: number) { super(message); }
}

/** What a template may refer to: which of how many objects is made. */
export interface TemplateScope { readonly index: number; readonly count: number }

/** A template, read: `texts[i]` stands before `actions[i]`; the last text ends it. */
export interface GoTemplate { readonly texts: readonly string[]; readonly actions: readonly Pipeline[] }

/** A value as the actions compute it; whole numbers and floats are told apart when they are written. */
type Value = { readonly kind: 'int' | 'float'; readonly number: number } | { readonly kind: 'text'; readonly text: string };

type Operand =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'field'; readonly name: keyof TemplateScope }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };

interface Command { readonly function: ArithmeticFunction | null; readonly operands: readonly Operand[]; readonly line: number; readonly column: number }

/** Commands from left to right; each gets the value of the one before as its last operand. */
export type Pipeline = readonly Command[];

/**
 * Reads the part of Go's text/template that scheduler_perf's templates are written in: `{{.Index}}`, `{{.Count}}`,
 * numbers and quoted texts, the nine arithmetic functions of scheduler_perf, parentheses, pipes, comments and the
 * trimming dashes. Conditions, loops, variables and nested templates are refused.
 *
 * Source: text/template of Go 1.26; kubernetes v1.36.3, test/integration/scheduler_perf, getTemplateFuncs.
 *
 * @throws TemplateError
 */
export function parseTemplate(text: string): GoTemplate {
  const texts: string[] = [];
  const actions: Pipeline[] = [];
  let pending = '';
  let from = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const trimsBefore = /^\{\{-\s/.test(text.slice(open, open + 4));
    const before = text.slice(from, open);
    pending += trimsBefore ? before.trimEnd() : before;
    const parser = new ActionParser(text, open + (trimsBefore ? 3 : 2));
    const pipeline = parser.action(open);
    from = parser.position;
    if (parser.trimsAfter) while (/\s/.test(text[from] ?? '')) from++;
    if (pipeline === null) continue; // a comment leaves nothing behind
    texts.push(pending);
    pending = '';
    actions.push(pipeline);
  }
  texts.push(pending + text.slice(from));
  return { texts, actions };
}

/**
 * The text for one object.
 *
 * @throws TemplateError when an action cannot be computed: a division by zero, a text that is no number
 */
export function executeTemplate({ texts, actions }: GoTemplate, scope: TemplateScope): string {
  return texts.map((text, i) => text + (actions[i] === undefined ? '' : written(evaluate(actions[i], scope)))).join('');
}

/** `least` and `most` operands; the result is a whole number (cut towards zero) or a float. */
interface ArithmeticFunction {
  readonly result: 'int' | 'float';
  readonly least: number;
  readonly most: number;
  compute(numbers: readonly number[]): number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);
const difference = ([a, b]: readonly number[]): number => a! - b!;
const quotient = ([a, b]: readonly number[]): number => a! / b!;
const remainder = ([a, b]: readonly number[]): number => Math.trunc(a!) % Math.trunc(b!);

const FUNCTIONS: Readonly<Record<string, ArithmeticFunction>> = {
  AddFloat: { result: 'float', least: 0, most: Infinity, compute: sum },
  AddInt: { result: 'int', least: 0, most: Infinity, compute: sum },
  DivideFloat: { result: 'float', least: 2, most: 2, compute: quotient },
  DivideInt: { result: 'int', least: 2, most: 2, compute: quotient },
  Mod: { result: 'int', least: 2, most: 2, compute: remainder },
  MultiplyFloat: { result: 'float', least: 0, most: Infinity, compute: product },
  MultiplyInt: { result: 'int', least: 0, most: Infinity, compute: product },
  SubtractFloat: { result: 'float', least: 2, most: 2, compute: difference },
  SubtractInt: { result: 'int', least: 2, most: 2, compute: difference },
};

const FIELDS: Readonly<Record<string, keyof TemplateScope>> = { '.Index': 'index', '.Count': 'count' };

const TOKEN = /\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[-+]?[0-9]+(?:\.[0-9]+)?|\.[A-Za-z_][A-Za-z_0-9]*|[A-Za-z_][A-Za-z_0-9]*|[()|]/y;

/** Reads one action, from behind `{{` to behind `}}`. */
class ActionParser {
  position: number;
  trimsAfter = false;
  readonly #text: string;

  constructor(text: string, position: number) {
    this.#text = text;
    this.position = position;
  }

  /** The pipeline of the action, or null for a comment. */
  action(open: number): Pipeline | null {
    const close = this.#text.indexOf('}}', this.position);
    if (close < 0) this.#fail('this action is never closed with "}}"', open);
    if (/^\s*\/\*/.test(this.#text.slice(this.position))) {
      this.#next();
      this.#end();
      return null;
    }
    const pipeline = this.#pipeline();
    this.#end();
    return pipeline;
  }

  #pipeline(): Pipeline {
    const commands = [this.#command(false)];
    while (this.#peek() === '|') {
      this.#next();
      commands.push(this.#command(true));
    }
    return commands;
  }

  #command(isPiped: boolean): Command {
    const start = this.#skipSpace();
    const word = this.#peek();
    const found = word !== null && /^[A-Za-z_]/.test(word) ? this.#function(this.#next()!) : null;
    const operands: Operand[] = [];
    for (let token = this.#peek(); token !== null && token !== ')' && token !== '|'; token = this.#peek()) operands.push(this.#operand());
    if (found === null && (operands.length !== 1 || isPiped)) {
      this.#fail(operands.length === 0 ? 'a value or a function is missing here' : 'values are written after a function', start);
    }
    const given = operands.length + (isPiped ? 1 : 0);
    if (found !== null && (given < found.least || given > found.most)) {
      this.#fail(`${word} takes ${found.least} operands, ${given} are given`, start);
    }
    return { function: found, operands, ...this.#place(start) };
  }

  #function(name: string): ArithmeticFunction {
    const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (found === undefined) {
      this.#fail(`"${name}" is not supported in templates; functions are ${Object.keys(FUNCTIONS).join(', ')}`, this.position - name.length);
    }
    return found;
  }

  #operand(): Operand {
    const start = this.#skipSpace();
    const token = this.#next()!;
    if (token === '(') {
      const pipeline = this.#pipeline();
      if (this.#next() !== ')') this.#fail('a ")" is missing', start);
      return { kind: 'pipeline', pipeline };
    }
    if (token.startsWith('.')) {
      const name = FIELDS[token];
      if (name === undefined) this.#fail(`"${token}" is not known, templates get .Index and .Count`, start);
      return { kind: 'field', name };
    }
    if (/^[-+0-9]/.test(token)) return { kind: 'constant', value: { kind: token.includes('.') ? 'float' : 'int', number: Number(token) } };
    if (token.startsWith('`')) return { kind: 'constant', value: { kind: 'text', text: token.slice(1, -1) } };
    if (token.startsWith('"')) {
      if (token.includes('\\')) this.#fail('escapes in texts are not supported in templates', start);
      return { kind: 'constant', value: { kind: 'text', text: token.slice(1, -1) } };
    }
    return { kind: 'pipeline', pipeline: [{ function: this.#function(token), operands: [], ...this.#place(start) }] };
  }

  /** The next token without taking it; null at the end of the action. */
  #peek(): string | null {
    const before = this.position;
    const token = this.#next();
    this.position = token === null ? this.position : before;
    return token;
  }

  /** Takes the next token; null, and nothing taken, at the end of the action. */
  #next(): string | null {
    this.#skipSpace();
    if (/^-?\}\}/.test(this.#text.slice(this.position, this.position + 3))) return null;
    TOKEN.lastIndex = this.position;
    const found = TOKEN.exec(this.#text);
    if (found === null) this.#fail(`"${this.#text[this.position] ?? 'the end'}" is not supported in templates`, this.position);
    this.position += found[0].length;
    return found[0];
  }

  #skipSpace(): number {
    while (/\s/.test(this.#text[this.position] ?? '')) this.position++;
    return this.position;
  }

  #end(): void {
    const at = this.#skipSpace();
    this.trimsAfter = this.#text[at] === '-';
    if (this.trimsAfter) this.position++;
    if (!this.#text.startsWith('}}', this.position)) this.#fail('"}}" is expected here', at);
    this.position += 2;
  }

  #place(offset: number): { line: number; column: number } {
    const before = this.#text.slice(0, offset).split('\n');
    return { line: before.length, column: before.at(-1)!.length + 1 };
  }

  #fail(message: string, offset: number): never {
    const { line, column } = this.#place(offset);
    throw new TemplateError(message, line, column);
  }
}

function evaluate(pipeline: Pipeline, scope: TemplateScope): Value {
  let last: Value | null = null;
  for (const command of pipeline) {
    const values = command.operands.map((operand) => valueOf(operand, scope));
    if (last !== null) values.push(last);
    last = command.function === null ? values[0]! : compute(command.function, values, command);
  }
  return last!;
}

function valueOf(operand: Operand, scope: TemplateScope): Value {
  switch (operand.kind) {
    case 'constant': return operand.value;
    case 'field': return { kind: 'int', number: scope[operand.name] };
    case 'pipeline': return evaluate(operand.pipeline, scope);
  }
}

function compute(called: ArithmeticFunction, values: readonly Value[], { line, column }: Command): Value {
  const number = called.compute(values.map((value) => {
    const found = value.kind === 'text' ? Number(value.text) : value.number;
    if (value.kind === 'text' && (value.text.trim() === '' || Number.isNaN(found))) {
      throw new TemplateError(`"${value.text}" is no number`, line, column);
    }
    return found;
  }));
  if (!Number.isFinite(number)) throw new TemplateError('a division by zero', line, column);
  return { kind: called.result, number: called.result === 'int' ? Math.trunc(number) : number };
}

/** As Go prints it: floats in the shortest form, with an exponent below 1e-4 and from 1e21. */
function written(value: Value): string {
  if (value.kind === 'text') return value.text;
  const { number } = value;
  if (number === 0 || Math.abs(number) >= 1e-4) return String(number === 0 ? 0 : number);
  return number.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
