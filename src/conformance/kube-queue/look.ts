import { byCodeUnit } from '../../base/by-code-unit.js';
import type { KubeCore } from '../../algorithms/schedulers/kube/kube-core.js';
import type { ApiPod } from './api-pod.js';
import type { Look, LookPod } from './format.js';

/** Content of the queue as the recordings show it. */
export function lookAt({ queue, nominator }: KubeCore, podAt: (row: number) => ApiPod): Look {
  const { entries, sets } = queue;
  const nameOf = (row: number): string => podAt(row).name;
  const pod = (row: number, expiry: boolean): LookPod => ({
    pod: nameOf(row),
    ...unlessZero('tries', entries.attempts[row]!),
    ...unlessZero('count', entries.unschedulableCount[row]!),
    ...unlessZero('errors', entries.errorCount[row]!),
    since: milliseconds(entries.timestampUs[row]!),
    ...(expiry && !Number.isNaN(entries.expiryUs[row]!) ? { expiry: milliseconds(entries.expiryUs[row]!) } : {}),
    ...list('plugins', [...sets.namesOf(entries.rejectors[row]!)].sort(byCodeUnit)),
    ...(entries.gate[row]! < 0 ? {} : { gate: sets.names[entries.gate[row]!]! }),
  });
  const all = (rows: Iterable<number>, expiry: boolean): readonly LookPod[] =>
    [...rows].map((row) => pod(row, expiry)).sort((a, b) => byCodeUnit(a.pod, b.pod));
  const pool = [...queue.pool.pods()];
  const nominated = [...nominator.entries()].map(([row, node]): readonly [string, string] => {
    const { name, incarnation } = podAt(row);
    return [incarnation === 1 ? name : `${name}~${incarnation}`, node];
  });
  return {
    ...list('active', queue.active.rows.map(nameOf).sort(byCodeUnit)),
    ...list('backoff', all(queue.backoff.rows, true)),
    ...list('errorBackoff', all(queue.errorBackoff.rows, true)),
    ...list('unsched', all(pool.filter((row) => entries.gate[row]! < 0), false)),
    ...list('gated', all(pool.filter((row) => entries.gate[row]! >= 0), false)),
    ...list('inFlight', queue.inFlight.pods.map(nameOf).sort(byCodeUnit)),
    ...list('nominated', nominated.sort(([a], [b]) => byCodeUnit(a, b))),
  };
}

function milliseconds(us: number): number { return Math.round(us / 1000); }

function unlessZero(key: string, value: number): Readonly<Record<string, number>> { return value === 0 ? {} : { [key]: value }; }

function list<T>(key: string, values: readonly T[]): Readonly<Record<string, readonly T[]>> { return values.length === 0 ? {} : { [key]: values }; }
