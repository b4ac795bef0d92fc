import { z } from 'zod';

/** Marks the message of an unknown key, behind which the allowed keys follow. */
const ALLOWED = 'allowed keys: ';

/** An object whose unknown keys are refused; the refusal names the allowed ones. `expected` says what it is, in words. */
export function exact<S extends z.ZodRawShape>(shape: S, expected?: string): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `${ALLOWED}${Object.keys(shape).join(',')}` : expected),
  });
}

/** The allowed keys that the message of an unknown key carries. */
export function allowedKeys(message: string): readonly string[] {
  return message.startsWith(ALLOWED) ? message.slice(ALLOWED.length).split(',') : [];
}

/** One of several shapes; `expected` says in words which ones, for values that are like none of them. */
export function oneOf<T extends readonly [z.ZodType, ...z.ZodType[]]>(expected: string, shapes: T): z.ZodUnion<T> {
  return z.union(shapes, { error: () => expected });
}

/** One entry, or a list of them; `expected` says in words what an entry is. */
export function listOf<T extends z.ZodType>(entry: T, expected: string): z.ZodType<z.output<T>[], z.input<T> | z.input<T>[]> {
  // The union's output is a list in both branches, which its inferred type cannot say.
  return z.union([z.array(entry), entry], { error: () => expected }).transform((value) => (Array.isArray(value) ? value : [value])) as never;
}
