/**
 * Texts as one block of UTF-8 bytes: text i is `bytes[offsets[i] .. offsets[i + 1])`. Shared between threads without
 * copying, unlike an array of strings.
 */
export interface TextColumn {
  readonly bytes: Uint8Array;
  /** length = number of texts + 1 */
  readonly offsets: Int32Array;
}

/** Nodes of a trace, columns of equal length over SharedArrayBuffers. Read-only by convention. */
export interface NodeColumns {
  readonly count: number;
  readonly names: TextColumn;
  readonly cpuMilli: Float64Array;
  readonly memoryBytes: Float64Array;
  readonly deviceCount: Int32Array;
  /** Index into `models`, -1 without devices. */
  readonly deviceModel: Int32Array;
  readonly models: readonly string[];
}

/** Pods of a trace or a generator, columns of equal length over SharedArrayBuffers. Read-only by convention. */
export interface PodColumns {
  readonly count: number;
  readonly names: TextColumn;
  readonly cpuMilli: Float64Array;
  readonly memoryBytes: Float64Array;
  readonly deviceCount: Int32Array;
  /** Thousandths of each device; 0 without devices. */
  readonly deviceMilli: Int32Array;
  /** Index into `modelSets`, -1 = any model. */
  readonly modelSet: Int32Array;
  readonly modelSets: readonly (readonly string[])[];
  /** Creation, microseconds from the trace's zero. */
  readonly createdUs: Float64Array;
  /** Creation to deletion, microseconds; -1 when the pod never ends. */
  readonly lifetimeUs: Float64Array;
}

/** What a reader read and what it left out, for the report. */
export interface ImportCounts {
  readonly rowsRead: number;
  /** Rows left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Text `index` of a column. */
export function textAt(column: TextColumn, index: number): string {
  // Copied out of shared memory first: TextDecoder refuses views of a SharedArrayBuffer in some engines.
  return new TextDecoder().decode(column.bytes.slice(column.offsets[index]!, column.offsets[index + 1]!));
}
