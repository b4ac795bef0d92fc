import { labelKeyError, type TopologySpreadConstraint } from '../../../../../world/objects/index.js';
import type { Fields, Json } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';
import { decodeLabelSelector, texts } from './label-selector.js';

export interface PodTopologySpreadArgs {
  /** For pods without constraints of their own; only with `List`. */
  readonly defaultConstraints: readonly TopologySpreadConstraint[];
  readonly defaultingType: 'System' | 'List';
}

const DEFAULTS: PodTopologySpreadArgs = { defaultConstraints: [], defaultingType: 'System' };

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: PodTopologySpreadArgs, its defaults and validation. */
export const podTopologySpreadArgs: ArgumentsKind<PodTopologySpreadArgs> = {
  defaults: DEFAULTS,
  decode,
  describe: ({ defaultConstraints, defaultingType }) => ({
    ...(defaultConstraints.length === 0 ? {} : { defaultConstraints: defaultConstraints.map(describeConstraint) }),
    defaultingType,
  }),
};

function decode(fields: Fields): PodTopologySpreadArgs {
  const defaultingType = fields.optional('defaultingType', (value) => (value.text() === '' ? 'System' : value.choice(['System', 'List']))) ?? 'System';
  const seen = new Set<string>();
  const defaultConstraints = fields.optional('defaultConstraints', (value) => value.list((item) => item.object((constraint) => {
    const decoded = decodeConstraint(constraint);
    const pair = JSON.stringify([decoded.topologyKey, decoded.whenUnsatisfiable]);
    if (seen.has(pair)) item.refuse(`{${decoded.topologyKey}, ${decoded.whenUnsatisfiable}} appears twice`);
    seen.add(pair);
    return decoded;
  }))) ?? [];
  if (defaultingType === 'System' && defaultConstraints.length > 0) {
    fields.place('defaultingType').refuse('must be List when there are defaultConstraints');
  }
  return { defaultingType, defaultConstraints };
}

function decodeConstraint(fields: Fields): TopologySpreadConstraint {
  const topologyKey = fields.required('topologyKey', '', (value) => value.text());
  const keyError = labelKeyError(topologyKey);
  if (keyError !== null) fields.place('topologyKey').refuse(`"${topologyKey}" is no label key: it ${keyError}`);
  fields.optional('labelSelector', (value) => {
    decodeLabelSelector(value);
    value.refuse('not allowed: the selector is derived for each pod');
  });
  const minDomains = fields.optional('minDomains', (value) => value.integer({}));
  const nodeAffinityPolicy = fields.optional('nodeAffinityPolicy', (value) => value.text());
  const nodeTaintsPolicy = fields.optional('nodeTaintsPolicy', (value) => value.text());
  const matchLabelKeys = texts(fields, 'matchLabelKeys');
  return {
    maxSkew: fields.required('maxSkew', 1, (value) => value.integer({ min: 1 })),
    topologyKey,
    whenUnsatisfiable: fields.required('whenUnsatisfiable', '', (value) => value.choice(['DoNotSchedule', 'ScheduleAnyway'])),
    ...(minDomains === undefined ? {} : { minDomains }),
    ...(nodeAffinityPolicy === undefined ? {} : { nodeAffinityPolicy }),
    ...(nodeTaintsPolicy === undefined ? {} : { nodeTaintsPolicy }),
    ...(matchLabelKeys.length === 0 ? {} : { matchLabelKeys }),
  };
}

/** The constraint without a selector, which it never has. */
function describeConstraint({ labelSelector: _, ...constraint }: TopologySpreadConstraint): Json {
  return { ...constraint };
}
