import { suggest } from '../../../base/suggest.js';
import type { PerfWorkload } from './test-cases.js';

/** Name of a workload in filters and results: `SchedulingBasic/5000Nodes_10000Pods`. */
export function perfName({ testCase, name }: Pick<PerfWorkload, 'testCase' | 'name'>): string { return `${testCase}/${name}`; }

/**
 * Whether a filter means a workload: its whole name, with `*` for any text, or the name of its test case alone. Nothing
 * matches in part: `SchedulingBasic/5000Nodes` is one workload, not all that begin so.
 */
export function matchesName(filter: string, workload: Pick<PerfWorkload, 'testCase' | 'name'>): boolean {
  const pattern = new RegExp(`^${filter.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
  return pattern.test(perfName(workload)) || pattern.test(workload.testCase);
}

/**
 * Whether a workload has the labels that a list asks for: `label` or `+label` must be there, `-label` must not.
 *
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf/label_selector.go.
 */
export function hasLabels(wanted: readonly string[], labels: readonly string[]): boolean {
  return wanted.every((entry) => {
    const label = entry.replace(/^[+-]/, '');
    return label === '' || labels.includes(label) !== entry.startsWith('-');
  });
}

/** Names near to a filter that means nothing, for its message; the closest first. */
export function nearNames(filter: string, workloads: readonly PerfWorkload[]): string | null {
  return suggest(filter, [...workloads.map(perfName), ...workloads.map(({ testCase }) => testCase)]);
}
