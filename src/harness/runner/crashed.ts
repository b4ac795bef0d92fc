import type { CellResult } from '../../replay/result.js';
import type { CrashKind } from './protocol.js';

/** The result of a cell that has none: outcome `crashed`, with the reason. */
export function crashed(kind: CrashKind, message: string): CellResult {
  return {
    outcome: 'crashed',
    reason: { kind, message },
    decisionDigest: '',
    orderDigest: '',
    workloadHash: '',
    metrics: [],
    series: [],
    convergences: [],
    pods: null,
    warnings: [],
  };
}

/**
 * The kind of crash that an error of a worker stands for.
 *
 * Memory has three faces: the worker's heap limit (its thread is ended), the cell's budget for tables, and an array that
 * cannot be allocated.
 */
export function crashKind(error: unknown): CrashKind {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : '';
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || name === 'MemoryBudgetError' ||
     /Array buffer allocation failed|Invalid (typed array|string|array) length/.test(text)) {
    return 'memory';
  }
  if (name === 'DataCloneError') return 'unserialisable';
  if (/worker exited with code|^process\.exit/.test(text)) return 'exit';
  return 'error';
}
