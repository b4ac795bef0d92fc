import { z } from 'zod';
import type { AlgorithmChoice } from '../../replay/plan.js';
import type { Parameter, Parameters } from '../../algorithms/parameters.js';
import { parseDurationUs } from '../../base/duration.js';
import { suggest } from '../../base/suggest.js';

/** What validation needs to know of an algorithm: a built-in definition or a module's description. */
export interface KnownAlgorithm {
  readonly name: string;
  readonly revision: number;
  readonly parameters: Parameters;
}

/** Algorithms of one kind by name, and whether an unknown name may belong to a module that did not load. */
export interface KnownKind {
  readonly kind: 'scheduler' | 'controller' | 'strategy' | 'fault';
  readonly algorithms: ReadonlyMap<string, KnownAlgorithm>;
  readonly mayBeUnloaded: boolean;
}

/** Everything that a scenario may name. */
export interface KnownAlgorithms {
  readonly scheduler: KnownKind;
  readonly controller: KnownKind;
  readonly strategy: KnownKind;
  readonly fault: KnownKind;
}

/** What `seatrial list` calls each kind. */
export const PLURAL: Readonly<Record<KnownKind['kind'], string>> = {
  scheduler: 'schedulers', controller: 'controllers', strategy: 'strategies', fault: 'faults',
};

/** A problem inside a choice: where (relative to it), what, and what to do. */
interface ChoiceProblem {
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * An algorithm as scenarios write it, `name` or `name: { parameter: value }`, decoded to its name and all of its
 * parameters. Names and parameters come from the catalogue; every problem is reported.
 */
export function algorithmChoice(known: KnownKind) {
  const names = [...known.algorithms.keys()];
  return z.union([
    z.string(),
    z.record(z.string(), z.union([z.record(z.string(), z.unknown()), z.null()])),
  ], { error: () => `a ${known.kind}: its name, or one name with its parameters` })
    .transform((written, context): AlgorithmChoice => {
      const choice = decodeChoice(written, known);
      if ('name' in choice) return choice;
      for (const problem of choice) {
        context.issues.push({
          code: 'custom', input: written, message: problem.message, path: [...problem.path],
          params: { problem: problem.code, hint: problem.hint, at: problem.at },
        });
      }
      return z.NEVER;
    })
    .meta({ description: `a ${known.kind}, by name or with parameters`, examples: names });
}

/** The same for what was read already: a name, or an object whose only key is the name, as faults are written beside `at`. */
export function decodeChoice(
  written: string | Readonly<Record<string, Readonly<Record<string, unknown>> | null>>, known: KnownKind,
): AlgorithmChoice | readonly ChoiceProblem[] {
  const entries = typeof written === 'string' ? [[written, {}] as const] : Object.entries(written);
  const [name, given] = entries[0] ?? ['', {}];
  if (entries.length !== 1) {
    return [{ path: [], at: 'value', code: 'SCN005', message: `expected one ${known.kind}, found ${entries.length}`, hint: `see: seatrial list ${PLURAL[known.kind]}` }];
  }
  const path = typeof written === 'string' ? [] : [name];
  const algorithm = known.algorithms.get(name);
  if (algorithm === undefined) {
    // The name may belong to a module that failed: its cells crash with the module's error.
    if (known.mayBeUnloaded) return { name, parameters: given ?? {} };
    const names = [...known.algorithms.keys()];
    return [{
      path, at: path.length === 0 ? 'value' : 'key', code: 'SCN010',
      message: `unknown ${known.kind} "${name}"`, hint: `${didYouMean(name, names)}  See: seatrial list ${PLURAL[known.kind]}`,
    }];
  }
  return decodeParameters(algorithm, given ?? {}, path, known.kind);
}

function decodeParameters(
  algorithm: KnownAlgorithm, given: Readonly<Record<string, unknown>>, path: readonly string[], kind: string,
): AlgorithmChoice | readonly ChoiceProblem[] {
  const explain = `See: seatrial explain ${kind} ${algorithm.name}`;
  const problems: ChoiceProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(algorithm.parameters)) values[name] = parameter.default;
  for (const [written, value] of Object.entries(given)) {
    const name = camelCase(written);
    const parameter = algorithm.parameters[name];
    if (parameter === undefined) {
      problems.push({
        path: [...path, written], at: 'key', code: 'SCN012', message: `unknown parameter "${written}" for ${kind} "${algorithm.name}"`,
        hint: `${didYouMean(name, Object.keys(algorithm.parameters))}  ${explain}`,
      });
      continue;
    }
    const decoded = decodeValue(parameter, value);
    if (decoded.found) values[name] = decoded.value;
    else {
      problems.push({
        path: [...path, written], at: 'value', code: 'SCN013',
        message: `parameter "${written}" of ${kind} "${algorithm.name}" is ${JSON.stringify(value)}, expected ${decoded.expected}`,
        hint: explain,
      });
    }
  }
  return problems.length > 0 ? problems : { name: algorithm.name, parameters: values };
}

type Decoded = { readonly found: true; readonly value: unknown } | { readonly found: false; readonly expected: string };

function decodeValue(parameter: Parameter, value: unknown): Decoded {
  const unit = parameter.unit === undefined ? '' : ` ${parameter.unit}`;
  switch (parameter.type) {
    case 'integer':
    case 'number': {
      const expected = `${parameter.type === 'integer' ? 'a whole number' : 'a number'} from ${parameter.min} to ${parameter.max}${unit}`;
      const fits = typeof value === 'number' && value >= parameter.min && value <= parameter.max
        && (parameter.type === 'number' || Number.isInteger(value));
      return fits ? { found: true, value } : { found: false, expected };
    }
    case 'boolean':
      return typeof value === 'boolean' ? { found: true, value } : { found: false, expected: 'true or false' };
    case 'choice': {
      const found = typeof value === 'string' && parameter.choices.includes(value);
      return found ? { found, value } : { found: false, expected: `one of ${parameter.choices.join(', ')}` };
    }
    case 'duration': {
      const us = typeof value === 'string' ? parseDurationUs(value) : value === 0 ? 0 : null;
      const expected = `a duration from ${parameter.min / 1e6} s to ${parameter.max / 1e6} s, such as "10s"`;
      return us !== null && us >= parameter.min && us <= parameter.max ? { found: true, value: us } : { found: false, expected };
    }
    case 'document':
      // The path stays as written; loading the scenario's inputs replaces it by the text.
      return typeof value === 'string' ? { found: true, value: { file: value, text: '' } } : { found: false, expected: 'the path of a file' };
  }
}

function didYouMean(written: string, names: readonly string[]): string {
  const near = suggest(written, names);
  if (near !== null) return `did you mean "${near}"?`;
  return names.length === 0 ? 'there are none.' : `expected one of ${names.join(', ')}.`;
}

/** Definitions name parameters in camelCase; scenarios may write them with dashes, like all of their keys. */
function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
