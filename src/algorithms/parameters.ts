/** One parameter of an algorithm: what `list` and `explain` show, what validation checks, what a variant may set. */
export type Parameter =
  | (Described & { readonly type: 'integer' | 'number'; readonly default: number; readonly min: number; readonly max: number })
  | (Described & { readonly type: 'boolean'; readonly default: boolean })
  | (Described & { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] })
  /** A duration in a scenario ("10s"), an integer number of microseconds for the algorithm. */
  | (Described & { readonly type: 'duration'; readonly default: number; readonly min: number; readonly max: number })
  /** A configuration file of the real system: the harness reads it, the family decodes it; null when not given. */
  | (Described & { readonly type: 'document'; readonly default: null });

interface Described {
  readonly description: string;
  /** Unit of the value, such as `nodes`, `ms` or `percent`; left out for pure numbers and choices. */
  readonly unit?: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** A configuration document as parameters carry it: its text and where it came from. Plain data, crosses threads. */
export interface ConfigurationText { readonly file: string; readonly text: string }

/** The value that an algorithm gets for a parameter. */
export type ParameterValue<P extends Parameter> =
  P extends { type: 'boolean' } ? boolean :
  P extends { type: 'choice' } ? string :
  P extends { type: 'document' } ? ConfigurationText | null : number;

/** Values of all parameters, defaults filled in. */
export type ParameterValues<P extends Parameters> = { readonly [K in keyof P]: ParameterValue<P[K]> };

/** The defaults of a parameter list. */
export function defaultsOf<P extends Parameters>(parameters: P): ParameterValues<P> {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default])) as ParameterValues<P>;
}
