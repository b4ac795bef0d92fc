import {
  labelKeyError, type NodeAffinity, type NodeSelectorRequirement, type NodeSelectorTerm, type PreferredSchedulingTerm,
} from '../../../../../world/objects/index.js';
import { parseTerm } from '../../matching/node-selector.js';
import type { Fields, Json, Value } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';
import { texts } from './label-selector.js';

export interface NodeAffinityArgs {
  /** Affinity that every pod of the profile has besides its own. */
  readonly addedAffinity: NodeAffinity | null;
}

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: NodeAffinityArgs and its validation. */
export const nodeAffinityArgs: ArgumentsKind<NodeAffinityArgs> = {
  defaults: { addedAffinity: null },
  decode: (fields) => ({ addedAffinity: fields.optional('addedAffinity', (value) => value.object(decodeAffinity)) ?? null }),
  describe: ({ addedAffinity }) => (addedAffinity === null ? {} : { addedAffinity: describeAffinity(addedAffinity) }),
};

function decodeAffinity(fields: Fields): NodeAffinity {
  const required = fields.optional('requiredDuringSchedulingIgnoredDuringExecution', (value) => value.object((selector) =>
    selector.optional('nodeSelectorTerms', (terms) => terms.list((item) => checked(item, decodeTerm(item)))) ?? []));
  const preferred = fields.optional('preferredDuringSchedulingIgnoredDuringExecution', (value) => value.list((item) => item.object(decodePreferred)));
  return {
    ...(required === undefined ? {} : { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required } }),
    ...(preferred === undefined ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  };
}

function decodePreferred(fields: Fields): PreferredSchedulingTerm {
  // The real loader does not hold these weights to the 1 .. 100 of a pod's; a term of weight 0 is not even parsed.
  const weight = fields.optional('weight', (value) => value.integer({})) ?? 0;
  const preference = fields.optional('preference', (value) => (weight === 0 ? decodeTerm(value) : checked(value, decodeTerm(value)))) ?? {};
  return { weight, preference };
}

/** The term, refused where the real parser refuses it; a term without requirements is not parsed. */
function checked(place: Value, term: NodeSelectorTerm): NodeSelectorTerm {
  for (const { key } of term.matchExpressions ?? []) {
    const keyError = labelKeyError(key);
    if (keyError !== null) place.refuse(`"${key}" is no label key: it ${keyError}`);
  }
  for (const { key } of term.matchFields ?? []) {
    if (key !== 'metadata.name') place.refuse(`matchFields knows the key metadata.name only, not "${key}"`, 'unsupported');
  }
  const { error } = parseTerm({ ...term, matchFields: term.matchFields?.map((field) => ({ ...field, key: 'metadata.name' })) ?? [] }, 0);
  // The parser's text starts with the number of the term in its list, which the place tells already.
  if (error !== null) place.refuse(error.replace('[0].', ''));
  return term;
}

function decodeTerm(value: Value): NodeSelectorTerm {
  return value.object((term) => ({
    matchExpressions: term.optional('matchExpressions', (list) => list.list(decodeRequirement)) ?? [],
    matchFields: term.optional('matchFields', (list) => list.list(decodeRequirement)) ?? [],
  }));
}

function decodeRequirement(value: Value): NodeSelectorRequirement {
  return value.object((requirement) => ({
    key: requirement.optional('key', (key) => key.text()) ?? '',
    operator: requirement.optional('operator', (operator) => operator.text()) ?? '',
    values: texts(requirement, 'values'),
  }));
}

function describeAffinity({
  requiredDuringSchedulingIgnoredDuringExecution: required, preferredDuringSchedulingIgnoredDuringExecution: preferred,
}: NodeAffinity): Json {
  return {
    ...(preferred === undefined || preferred.length === 0 ? {} : {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map(({ weight, preference }) => ({ preference: describeTerm(preference), weight })),
    }),
    ...(required === undefined ? {} : {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: required.nodeSelectorTerms.map(describeTerm) },
    }),
  };
}

function describeTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): Json {
  return {
    ...(matchExpressions.length === 0 ? {} : { matchExpressions: matchExpressions.map(describeRequirement) }),
    ...(matchFields.length === 0 ? {} : { matchFields: matchFields.map(describeRequirement) }),
  };
}

function describeRequirement({ key, operator, values = [] }: NodeSelectorRequirement): Json {
  return { key, operator, ...(values.length === 0 ? {} : { values }) };
}
