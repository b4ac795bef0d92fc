import type { ImportCounts, NodeColumns, PodColumns } from '../demand.js';

/** What a trace file gave: columns that threads share without copying, and what was read and left out. */
export interface Imported<T> { readonly columns: T; readonly counts: ImportCounts }

/** A format of recorded clusters. Readers stream: the file may be larger than memory, its columns may not. */
export interface TraceFormat {
  readonly kind: 'trace-format';
  /** Name in scenarios (`trace: { format: ... }`). */
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  /** Where the format is defined. */
  readonly source: string;
  /** @throws TraceError naming file, line, what was found and what is allowed, for every bad row */
  readonly readNodes: (file: string) => Promise<Imported<NodeColumns>>;
  /** @throws TraceError naming file, line, what was found and what is allowed, for every bad row */
  readonly readPods: (file: string) => Promise<Imported<PodColumns>>;
}
