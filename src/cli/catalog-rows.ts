import { METRICS } from '../world/metrics/catalog.js';
import { listAlgorithms } from '../harness/suite/known-algorithms.js';
import * as traceFormats from '../workloads/readers/catalog.js';

/** Something that `list` shows and `explain` explains. */
export interface CatalogRow {
  readonly name: string;
  readonly title: string;
  /** Everything known of it, for `--json` and `explain`. */
  readonly details: Readonly<Record<string, unknown>>;
}

const ALGORITHM_KINDS = ['scheduler', 'controller', 'strategy', 'fault'] as const;

/** The kinds that `list` takes, in the plural, and `explain` in the singular. */
export const KINDS: Readonly<Record<string, string>> = {
  schedulers: 'scheduler', controllers: 'controller', strategies: 'strategy', faults: 'fault', workloads: 'workload', metrics: 'metric',
};

/** The catalogue of a kind, in the singular. */
export function catalogRows(kind: string): CatalogRow[] {
  if ((ALGORITHM_KINDS as readonly string[]).includes(kind)) {
    return listAlgorithms([]).filter((entry) => entry.kind === kind).map(({ name, title, source, revision, differs, parameters, costSource }) => ({
      name, title, details: { kind, name, title, source, revision, differs, ...(costSource === null ? {} : { cost: costSource }), parameters },
    }));
  }
  if (kind === 'metric') {
    return METRICS.map((metric) => ({ name: metric.name, title: `${metric.title} (${metric.unit}, ${metric.kind}, ${metric.direction})`, details: { ...metric } }));
  }
  return [
    ...Object.values(traceFormats).map(({ name, title, source }) => ({
      name, title: `trace: ${title}`, details: { kind: 'workload', name, title, source, scenario: `workload: [{ trace: { format: ${name}, file: ... } }]` },
    })),
    {
      name: 'manifests', title: 'Kubernetes manifests: Deployment, Pod, Service, Node; several documents a file',
      details: { kind: 'workload', name: 'manifests', source: 'Kubernetes API v1, apps/v1', scenario: 'workload: [{ manifests: [web.yaml] }]' },
    },
    {
      name: 'synthetic', title: 'generated pods: arrivals, lifetimes and sizes from named distributions, seeded per purpose',
      details: { kind: 'workload', name: 'synthetic', scenario: 'workload: [{ synthetic: { arrivals: ..., lifetimes: ..., shapes: ..., count: ... } }]' },
    },
  ];
}
