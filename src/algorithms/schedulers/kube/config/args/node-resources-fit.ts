import { labelKeyError } from '../../../../../world/objects/index.js';
import type { Fields, Json } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';
import { CPU_AND_MEMORY, decodeResources, describeResources, type ResourceWeight } from './scored-resources.js';
import { decodeShape, type ShapePoint } from './shape.js';

export type ScoringStrategy =
  | { readonly type: 'LeastAllocated' | 'MostAllocated'; readonly resources: readonly ResourceWeight[] }
  | { readonly type: 'RequestedToCapacityRatio'; readonly resources: readonly ResourceWeight[]; readonly shape: readonly ShapePoint[] };

export interface NodeResourcesFitArgs {
  /** Extended resources that Filter does not look at. */
  readonly ignoredResources: readonly string[];
  /** The same by domain: what stands before the first slash. */
  readonly ignoredResourceGroups: readonly string[];
  readonly scoringStrategy: ScoringStrategy;
}

const DEFAULTS: NodeResourcesFitArgs = {
  ignoredResources: [],
  ignoredResourceGroups: [],
  scoringStrategy: { type: 'LeastAllocated', resources: CPU_AND_MEMORY },
};

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: NodeResourcesFitArgs, its defaults and validation. */
export const nodeResourcesFitArgs: ArgumentsKind<NodeResourcesFitArgs> = { defaults: DEFAULTS, decode, describe };

function decode(fields: Fields): NodeResourcesFitArgs {
  const names = (field: string): readonly string[] => fields.optional(field, (value) => value.list((item) => {
    const name = item.text();
    const error = field === 'ignoredResourceGroups' && name.includes('/') ? "a group cannot contain '/'" : labelKeyError(name);
    if (error !== null) item.refuse(`"${name}" is no resource name: ${error}`);
    return name;
  })) ?? [];
  return {
    ignoredResources: names('ignoredResources'),
    ignoredResourceGroups: names('ignoredResourceGroups'),
    scoringStrategy: fields.optional('scoringStrategy', (value) => value.object(decodeStrategy)) ?? DEFAULTS.scoringStrategy,
  };
}

function decodeStrategy(fields: Fields): ScoringStrategy {
  // Unlike the whole strategy, its type has no default.
  const type = fields.required('type', 'LeastAllocated', (value) => value.choice(['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio']));
  const resources = decodeResources(fields, { most: 100, repeated: 'allowed' });
  const shape = fields.optional('requestedToCapacityRatio', (value) => value.object((ratio) => ratio.optional('shape', decodeShape) ?? []));
  const isRatio = type === 'RequestedToCapacityRatio';
  if (isRatio && (shape === undefined || shape.length === 0)) {
    fields.place('requestedToCapacityRatio').refuse('type RequestedToCapacityRatio needs requestedToCapacityRatio.shape with at least one point');
  }
  if (!isRatio && shape !== undefined) fields.place('requestedToCapacityRatio').refuse('is for type RequestedToCapacityRatio only');
  return isRatio ? { type, resources, shape: shape ?? [] } : { type, resources };
}

function describe({ ignoredResources, ignoredResourceGroups, scoringStrategy }: NodeResourcesFitArgs): Readonly<Record<string, Json>> {
  const { type, resources } = scoringStrategy;
  return {
    ...(ignoredResourceGroups.length === 0 ? {} : { ignoredResourceGroups }),
    ...(ignoredResources.length === 0 ? {} : { ignoredResources }),
    scoringStrategy: {
      ...(type === 'RequestedToCapacityRatio' ? { requestedToCapacityRatio: { shape: describeShape(scoringStrategy.shape) } } : {}),
      resources: describeResources(resources),
      type,
    },
  };
}

function describeShape(shape: readonly ShapePoint[]): Json {
  return shape.map(({ utilization, score }) => ({ score, utilization }));
}
