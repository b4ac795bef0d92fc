/** A value to put at a dotted path, from `--set` or a sweep. */
export interface Override {
  /** Dotted path such as `until.at-most` or `workload.0.trace.fill`, or the name of an entry of `params`. */
  readonly key: string;
  readonly value: unknown;
}

/** Why an override cannot be applied. */
export interface OverrideProblem { readonly key: string; readonly message: string; readonly candidates: readonly string[] }

/** Data with overrides put in, which path each of them set, and those that could not be. */
export interface Overridden {
  readonly data: unknown;
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly OverrideProblem[];
}

/** Plain data of a YAML file. */
type Data = unknown;

/**
 * A copy of a scenario's data with overrides put in. A key is the name of an entry of `params`, or a dotted path whose
 * parent exists; anything else is an error, so that a misspelt sweep does not silently vary nothing.
 *
 * @param topKeys  keys that a scenario may have at its top
 */
export function applyOverrides(data: Data, overrides: readonly Override[], topKeys: readonly string[]): Overridden {
  const copy = structuredClone(data);
  const problems: OverrideProblem[] = [];
  const paths = new Map<string, readonly string[]>();
  for (const override of overrides) {
    const path = apply(copy, override, topKeys);
    if (Array.isArray(path)) paths.set(override.key, path);
    else problems.push(path as OverrideProblem);
  }
  return { data: copy, problems, paths };
}

/** Answers the path that was set, or why none could be. */
function apply(data: Data, { key, value }: Override, topKeys: readonly string[]): readonly string[] | OverrideProblem {
  const params = isMap(data) && isMap(data.params) ? data.params : {};
  if (Object.hasOwn(params, key)) {
    params[key] = value;
    return ['params', key];
  }
  const path = pathInto(data, key);
  let parent: unknown = data;
  for (const part of path.slice(0, -1)) parent = ownMember(parent, part);
  const last = path.at(-1)!;
  if (isMap(parent) && last !== '__proto__' && (path.length > 1 || topKeys.includes(last))) {
    parent[last] = value;
    return path;
  }
  if (Array.isArray(parent) && Number(last) < parent.length) {
    parent[Number(last)] = value;
    return path;
  }
  return {
    key,
    message: `"${key}" is neither an entry of params nor a path of this scenario`,
    candidates: [...Object.keys(params), ...topKeys],
  };
}

/** What stands in the file under a key; never what every object inherits, such as `__proto__`. */
function ownMember(parent: unknown, key: string): unknown {
  return (isMap(parent) || Array.isArray(parent)) && Object.hasOwn(parent, key) ? (parent as Record<string, unknown>)[key] : undefined;
}

/** Splits a dotted path; where an existing key contains dots itself, the longest existing key wins. */
function pathInto(data: Data, key: string): string[] {
  const parts = key.split('.');
  const path: string[] = [];
  let at: unknown = data;
  for (let start = 0; start < parts.length;) {
    let end = start + 1;
    if (isMap(at)) {
      for (let longer = parts.length; longer > end; longer--) {
        if (Object.hasOwn(at, parts.slice(start, longer).join('.'))) end = longer;
      }
    }
    const part = parts.slice(start, end).join('.');
    path.push(part);
    at = ownMember(at, part);
    start = end;
  }
  return path;
}

/** A parameter that is used but not declared. */
export interface UnknownParam { readonly name: string; readonly path: readonly PropertyKey[] }

/**
 * A copy with every `${name}` replaced by the entry of `params`. A text that is nothing but `${name}` takes the value's
 * own type, so that counts stay numbers.
 */
export function substituteParams(data: Data): { data: Data; unknown: UnknownParam[] } {
  const params = isMap(data) && isMap(data.params) ? data.params : {};
  const unknown: UnknownParam[] = [];
  const visit = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') return substitute(value, path);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, key === 'params' && path.length === 0 ? member : visit(member, [...path, key])]));
  };
  const substitute = (text: string, path: readonly PropertyKey[]): unknown => {
    const whole = /^\$\{([^}]*)\}$/.exec(text);
    if (whole !== null) return lookUp(whole[1]!, path);
    return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => String(lookUp(name, path)));
  };
  const lookUp = (name: string, path: readonly PropertyKey[]): unknown => {
    if (Object.hasOwn(params, name)) return params[name];
    unknown.push({ name, path });
    return '';
  };
  return { data: visit(data, []), unknown };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses `--set key=value`; the value is read as YAML would read a scalar. Null when there is no `=`. */
export function parseSetting(written: string): Override | null {
  const equals = written.indexOf('=');
  if (equals <= 0) return null;
  return { key: written.slice(0, equals).trim(), value: scalarOf(written.slice(equals + 1).trim()) };
}

function scalarOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}
