import { z } from 'zod';
import { POINTS } from '../../algorithms/schedulers/kube/framework/plugin.js';
import type { BUILT_IN } from './built-in-catalogues.js';

/** An algorithm that a module exports, with the catalogue it belongs to. */
export interface Definition {
  readonly catalogue: keyof typeof BUILT_IN;
  readonly value: z.infer<typeof DEFINITION>;
}

const CATALOGUE_OF: Readonly<Record<z.infer<typeof DEFINITION>['kind'], keyof typeof BUILT_IN>> = {
  scheduler: 'schedulers', controller: 'controllers', strategy: 'strategies', fault: 'faults', 'kube-plugin': 'kubePlugins',
};

const DESCRIBED = { description: z.string(), unit: z.string().optional() };
const PARAMETER = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('integer'), default: z.number(), min: z.number(), max: z.number(), ...DESCRIBED }),
  z.looseObject({ type: z.literal('number'), default: z.number(), min: z.number(), max: z.number(), ...DESCRIBED }),
  z.looseObject({ type: z.literal('boolean'), default: z.boolean(), ...DESCRIBED }),
  z.looseObject({ type: z.literal('choice'), default: z.string(), choices: z.array(z.string()), ...DESCRIBED }),
  z.looseObject({ type: z.literal('duration'), default: z.number(), min: z.number(), max: z.number(), ...DESCRIBED }),
  z.looseObject({ type: z.literal('document'), default: z.null(), ...DESCRIBED }),
]);

const NAME = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower case letters, digits and dashes');
const FUNCTION = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', 'a function');

/** As a KubeSchedulerConfiguration names plugins. */
const PLUGIN_NAME = /^[A-Za-z0-9]+([-./][A-Za-z0-9]+)*$/;

const POINT_FUNCTIONS = Object.fromEntries([
  'preEnqueue', 'less', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'normalize', 'reserve', 'unreserve', 'permit', 'preBind',
  'bind', 'postBind', 'state',
].map((name) => [name, FUNCTION.optional()]));

const ALGORITHM = {
  title: z.string(),
  source: z.string(),
  revision: z.number().int().min(0),
  differs: z.array(z.string()).optional(),
  parameters: z.record(z.string(), PARAMETER),
  cost: z.looseObject({
    perAttemptUs: z.number().min(0), perNodeVisitedUs: z.number().min(0), perFilterCallUs: z.number().min(0),
    perScoreCallUs: z.number().min(0), source: z.string(),
  }).optional(),
  create: FUNCTION.optional(),
};

const DEFINITION = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.enum(['scheduler', 'controller', 'strategy', 'fault']), name: NAME, ...ALGORITHM }),
  z.looseObject({
    kind: z.literal('kube-plugin'), name: z.string().regex(PLUGIN_NAME, 'letters and digits, also with - . /'), ...ALGORITHM,
    points: z.array(z.enum(POINTS)), reads: z.enum(['node', 'cluster']), ...POINT_FUNCTIONS,
  }),
]);

/**
 * The algorithms among a module's exports: every export with a `kind`.
 *
 * @throws Error naming the export and the member that breaks the contract, or when nothing is exported
 */
export function definitionsOf(module: object, label: string): Definition[] {
  const definitions: Definition[] = [];
  for (const [name, value] of Object.entries(module)) {
    if (typeof value !== 'object' || value === null || !('kind' in value)) continue;
    const parsed = DEFINITION.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      const member = issue.path.length === 0 ? '' : `.${issue.path.join('.')}`;
      throw new Error(`${label}: export ${name}${member} breaks the contract: ${issue.message}`);
    }
    const catalogue = CATALOGUE_OF[parsed.data.kind];
    // The module's own object goes on, not the parsed copy: its functions may use `this`.
    definitions.push({ catalogue, value: value as Definition['value'] });
  }
  if (definitions.length === 0) {
    throw new Error(`${label}: exports no algorithm; export what defineScheduler(...) answers`);
  }
  return definitions;
}
