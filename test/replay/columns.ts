import type { NodeColumns, PodColumns, TextColumn } from '../../src/workloads/demand.js';

/** One pod of a hand-made trace. */
export interface PodRow {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly createdUs?: number;
  readonly lifetimeUs?: number;
  readonly devices?: { readonly count: number; readonly milliEach: number };
}

/** Columns of a hand-made pod trace. */
export function podColumns(rows: readonly PodRow[]): PodColumns {
  return {
    count: rows.length,
    names: texts(rows.map((_, i) => `p${i}`)),
    cpuMilli: Float64Array.from(rows, (row) => row.cpuMilli),
    memoryBytes: Float64Array.from(rows, (row) => row.memoryBytes),
    deviceCount: Int32Array.from(rows, (row) => row.devices?.count ?? 0),
    deviceMilli: Int32Array.from(rows, (row) => row.devices?.milliEach ?? 0),
    modelSet: new Int32Array(rows.length).fill(-1),
    modelSets: [],
    createdUs: Float64Array.from(rows, (row) => row.createdUs ?? 0),
    lifetimeUs: Float64Array.from(rows, (row) => row.lifetimeUs ?? -1),
  };
}

/** Columns of a hand-made node trace; devices are of model T4. */
export function nodeColumns(rows: readonly { cpuMilli: number; memoryBytes: number; devices?: number }[]): NodeColumns {
  return {
    count: rows.length,
    names: texts(rows.map((_, i) => `n${i}`)),
    cpuMilli: Float64Array.from(rows, (row) => row.cpuMilli),
    memoryBytes: Float64Array.from(rows, (row) => row.memoryBytes),
    deviceCount: Int32Array.from(rows, (row) => row.devices ?? 0),
    deviceModel: Int32Array.from(rows, (row) => row.devices === undefined ? -1 : 0),
    models: ['T4'],
  };
}

function texts(values: readonly string[]): TextColumn {
  const parts = values.map((value) => new TextEncoder().encode(value));
  const offsets = new Int32Array(values.length + 1);
  parts.forEach((part, i) => { offsets[i + 1] = offsets[i]! + part.length; });
  const bytes = new Uint8Array(offsets[values.length]!);
  parts.forEach((part, i) => bytes.set(part, offsets[i]!));
  return { bytes, offsets };
}
