import { byCodeUnit } from '../../base/by-code-unit.js';
import type { SchedulingCycle } from '../../algorithms/schedulers/kube/framework/cycle.js';
import type { FailedAttempt, PluginHost, PostFilterAnswer } from '../../algorithms/schedulers/kube/framework/plugin.js';
import { SUCCESS } from '../../algorithms/schedulers/kube/framework/status.js';
import type { Preemption } from '../../algorithms/schedulers/kube/preemption/preemption.js';

/** What preemption would evict on one node. */
export interface RecordedCandidate {
  readonly node: string;
  /** Names, most important first; with `namespace/` unless it is `default`. */
  readonly victims: readonly string[];
  /** Absent = 0. */
  readonly pdbViolations?: number;
}

/** Outcome of PostFilter, field `post` of a recorded decision. Absent lists are empty. */
export interface RecordedPost {
  readonly code: string;
  /** Only with code Error. */
  readonly message?: string;
  readonly eligible: boolean;
  readonly why?: string;
  /** Nodes whose verdict is U, in snapshot order. */
  readonly potential?: readonly string[];
  readonly candidates?: readonly RecordedCandidate[];
  /** Code, plugin and sorted reasons of the potential nodes that are no candidates. */
  readonly rejected?: Readonly<Record<string, readonly string[]>>;
  /** Every node that the real program could choose. */
  readonly best?: readonly string[];
  /** `*` = any of `best`; empty = nomination cleared; absent = left as it was. */
  readonly nominated?: string;
}

/** Outcome of PostFilter in a session: the nodes that could help are counted, not listed. */
export interface RecordedSessionPost {
  readonly code: string;
  readonly candidates?: number;
  readonly best?: readonly string[];
  readonly choice?: string;
  /** Victims on the chosen node. */
  readonly victims?: readonly string[];
}

/** What our PostFilter makes of the cycle's last attempt, which failed. */
export function describePost(cycle: SchedulingCycle, host: PluginHost, preemption: Preemption): RecordedPost {
  const answer = cycle.postFilter();
  return {
    code: codeOf(answer),
    ...(answer?.result === 'error' && answer.message !== undefined ? { message: answer.message } : {}),
    ...describePreemption(cycle.failedAttempt(), host, preemption),
    ...(answer?.nominated === undefined ? {} : { nominated: answer.nominated }),
  };
}

/** A difference between what was recorded and what is: the path of the field in `post`, and both values. */
export interface PostDifference { readonly field: string; readonly recorded: unknown; readonly actual: unknown }

/** The first field in which the outcomes differ, or null. */
export function comparePost(recorded: RecordedPost, actual: RecordedPost): PostDifference | null {
  const { best = [] } = recorded;
  const nominated = recorded.nominated === '*' && best.includes(actual.nominated ?? '') ? actual.nominated : recorded.nominated;
  return firstDifference({ ...recorded, nominated }, { ...actual, nominated: actual.nominated },
    ['code', 'message', 'eligible', 'why', 'potential', 'rejected', 'candidates', 'best', 'nominated']);
}

/** The same for an outcome within a session; `choice` was drawn from `best` by the recorder. */
export function compareSessionPost(recorded: RecordedSessionPost, actual: RecordedPost): PostDifference | null {
  const { code, candidates = [], best = [] } = actual;
  const chosen = candidates.find(({ node }) => node === recorded.choice);
  return firstDifference(
    { ...recorded, candidates: recorded.candidates ?? 0, best: recorded.best ?? [], victims: recorded.victims ?? [] },
    { code, candidates: candidates.length, best, victims: chosen?.victims ?? [] },
    ['code', 'candidates', 'best', 'victims'],
  );
}

function describePreemption(
  attempt: FailedAttempt, host: PluginHost, preemption: Preemption,
): Omit<RecordedPost, 'code' | 'message' | 'nominated'> {
  const { cluster, statuses } = host;
  const nodeName = (node: number): string => cluster.nodes.names[node]!;
  const why = preemption.ineligibility(attempt);
  if (why !== null) return { eligible: false, why };
  const potential = preemption.potentialNodes(attempt);
  const seen = preemption.survey(attempt, potential);
  const candidates = seen.filter(({ status }) => status === SUCCESS);
  return {
    eligible: true,
    potential: [...potential].map(nodeName),
    candidates: candidates.map(({ node, victims, violations }) => ({
      node: nodeName(node),
      victims: victims.map((pod) => shortName(cluster.pods.names[pod] ?? String(pod))),
      ...(violations === 0 ? {} : { pdbViolations: violations }),
    })),
    rejected: Object.fromEntries(seen.filter(({ status }) => status !== SUCCESS).map(({ node, status }) => {
      const { code, plugin, reasons } = statuses.get(status)!;
      return [nodeName(node), [code, plugin, ...[...reasons].sort(byCodeUnit)]];
    })),
    best: candidates.filter(({ isBest }) => isBest).map(({ node }) => nodeName(node)),
  };
}

function codeOf(answer: PostFilterAnswer | null): string {
  switch (answer?.result) {
    case 'nominated': return 'S';
    case 'error': return 'Error';
    case 'unresolvable': return 'UU';
    default: return 'U';
  }
}

function shortName(name: string): string { return name.startsWith('default/') ? name.slice('default/'.length) : name; }

function firstDifference<T extends object>(recorded: T, actual: T, fields: readonly (keyof T & string)[]): PostDifference | null {
  for (const field of fields) {
    const [wanted, got] = [canonical(recorded[field]), canonical(actual[field])];
    if (wanted !== got) return { field, recorded: recorded[field], actual: actual[field] };
  }
  return null;
}

/** Text that is equal for equal values; an absent list or object is an empty one, keys are sorted. */
function canonical(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) return '';
  return JSON.stringify(value, (_key, part: unknown) => (isObject(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => byCodeUnit(a, b)))
    : part));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
