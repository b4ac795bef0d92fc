// Hot path: plugins answer with the number of an interned status, so that a verdict costs no allocation.
import { byCodeUnit } from '../../../../base/by-code-unit.js';

/**
 * Verdict of a plugin as kube-scheduler names them: `U` Unschedulable (preemption may help), `UU`
 * UnschedulableAndUnresolvable (preemption cannot help), `Error` (the whole cycle fails).
 */
export type Code = 'U' | 'UU' | 'Error';

/** Why a plugin rejects a pod (PreFilter) or a node (Filter). Reasons in the plugin's own order. */
export interface Status {
  readonly plugin: string;
  readonly code: Code;
  readonly reasons: readonly string[];
}

/** The interned status "success": every filter that lets a node through answers it. */
export const SUCCESS = 0;

/**
 * Interned statuses of one scheduler. There are few different ones (plugins x reasons), so a node's verdict is a small
 * integer; text is looked up only where a person or a report asks for it.
 */
export class Statuses {
  readonly #known: (Status | null)[] = [null];
  readonly #numbers = new Map<string, number>();
  readonly #errors = new Set<number>();

  /** Number of this status, 1 or more. */
  intern(status: Status): number {
    const key = JSON.stringify([status.plugin, status.code, status.reasons]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#known.push(status) - 1;
    this.#numbers.set(key, number);
    if (status.code === 'Error') this.#errors.add(number);
    return number;
  }

  /** Whether any status that fails a cycle was ever given. */
  get hasErrors(): boolean { return this.#errors.size > 0; }

  /** Whether this status fails the whole cycle. */
  isError(number: number): boolean { return this.#errors.size > 0 && this.#errors.has(number); }

  /** The status behind a number, null for {@link SUCCESS}. */
  get(number: number): Status | null { return this.#known[number] ?? null; }
}

/**
 * Text of a failed cycle, in the words of kube-scheduler's FitError: how many nodes gave each reason, sorted by text.
 *
 * @param rejections  interned status of every rejected node
 * Source: kubernetes v1.36, pkg/scheduler/framework/types.go, FitError.Error.
 */
export function fitError(nodeCount: number, rejections: Int32Array, statuses: Statuses): string {
  const nodesByStatus = new Map<number, number>();
  // As a rule many nodes in a row have the same status.
  for (let from = 0, to = 0; from < rejections.length; from = to) {
    const number = rejections[from]!;
    while (to < rejections.length && rejections[to] === number) to++;
    nodesByStatus.set(number, (nodesByStatus.get(number) ?? 0) + to - from);
  }
  const nodesByReason = new Map<string, number>();
  for (const [number, nodes] of nodesByStatus) {
    for (const reason of statuses.get(number)!.reasons) nodesByReason.set(reason, (nodesByReason.get(reason) ?? 0) + nodes);
  }
  const parts = [...nodesByReason].map(([reason, nodes]) => `${nodes} ${reason}`).sort(byCodeUnit);
  const head = `0/${nodeCount} nodes are available`;
  return parts.length === 0 ? `${head}.` : `${head}: ${parts.join(', ')}.`;
}
