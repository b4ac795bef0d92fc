import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ScenarioError, type Problem } from '../../base/errors.js';
import { invariant } from '../../base/invariant.js';
import type { CellInputs } from '../../replay/plan.js';
import type { KubeObject } from '../../world/objects/index.js';
import type { ImportCounts, NodeColumns, PodColumns } from '../../workloads/demand.js';
import type { ClusterDump } from '../../workloads/dump/cluster-dump.js';
import { readDump } from '../../workloads/dump/read-dump.js';
import { decodeManifests } from '../../workloads/manifests/manifests.js';
import * as formats from '../../workloads/readers/catalog.js';
import { sha256 } from '../canonical-json.js';
import type { ManifestInput } from '../store/manifest.js';
import { shown } from './shown-path.js';

/** Indexes of loaded files in `CellInputs`, by their paths as the scenario writes them. */
export interface InputIndex {
  nodes(format: string, file: string): number;
  pods(format: string, file: string): number;
  manifests(files: readonly string[]): number;
  dump(file: string): number;
}

/** Where an input is kept. */
export type InputKind = keyof CellInputs;

/** Kind of input by kind of node group. */
export const NODE_INPUTS = { trace: 'nodes', manifests: 'manifests', dump: 'dumps' } as const satisfies Record<string, InputKind>;

/** One loaded input. */
interface Loaded<T> { readonly value: T; readonly hash: string; readonly about: ManifestInput }

/**
 * Reads the large inputs of a run, each once however many scenarios and cells use it. The columns of traces are shared
 * memory: handing them to workers copies nothing.
 */
export class InputLoader {
  readonly #nodes = new Shelf<NodeColumns>();
  readonly #pods = new Shelf<PodColumns>();
  readonly #manifests = new Shelf<readonly KubeObject[]>();
  readonly #dumps = new Shelf<ClusterDump>();

  /** Reads a trace of nodes or pods, unless it was read before. */
  async loadTrace(kind: 'nodes' | 'pods', format: string, file: string, folder: string): Promise<void> {
    const target = path.resolve(folder, file);
    const reader = Object.values(formats).find(({ name }) => name === format);
    invariant(reader !== undefined, `trace format ${format} is not in the catalogue`);
    const about = async (counts: ImportCounts): Promise<ManifestInput> => ({ file, format, sha256: await hashFile(target), ...counts });
    if (kind === 'nodes') {
      await this.#nodes.add(traceKey(format, target), async () => {
        const { columns, counts } = await reader.readNodes(shown(target));
        return describe(columns, await about(counts));
      });
    } else {
      await this.#pods.add(traceKey(format, target), async () => {
        const { columns, counts } = await reader.readPods(shown(target));
        return describe(columns, await about(counts));
      });
    }
  }

  /** Reads manifests, several documents a file, as one list of objects. */
  async loadManifests(files: readonly string[], folder: string): Promise<void> {
    const targets = files.map((file) => path.resolve(folder, file));
    await this.#manifests.add(targets.join('\n'), async () => {
      const objects: KubeObject[] = [];
      const problems: Problem[] = [];
      const hashes: string[] = [];
      for (const target of targets) {
        const text = await readFile(target, 'utf8');
        hashes.push(sha256(text));
        const decoded = decodeManifests(text, shown(target));
        objects.push(...decoded.objects);
        problems.push(...decoded.problems);
      }
      problems.push(...repeatedNames(objects, files));
      if (problems.length > 0) throw new ScenarioError(problems);
      return describe(objects, { file: files.join(', '), format: 'manifests', sha256: sha256(hashes.join('\n')), rowsRead: objects.length, dropped: {} });
    });
  }

  /** Reads a dump of a cluster. */
  async loadDump(file: string, folder: string): Promise<void> {
    const target = path.resolve(folder, file);
    await this.#dumps.add(target, async () => {
      const text = await readFile(target, 'utf8');
      const dump = readDump(text, shown(target));
      return describe(dump, { file, format: 'kubectl', sha256: sha256(text), ...dump.counts });
    });
  }

  /** The index as a scenario in `folder` sees it. */
  indexFor(folder: string): InputIndex {
    return {
      nodes: (format, file) => this.#nodes.indexOf(traceKey(format, path.resolve(folder, file))),
      pods: (format, file) => this.#pods.indexOf(traceKey(format, path.resolve(folder, file))),
      manifests: (files) => this.#manifests.indexOf(files.map((file) => path.resolve(folder, file)).join('\n')),
      dump: (file) => this.#dumps.indexOf(path.resolve(folder, file)),
    };
  }

  /** Everything read, as workers get it. */
  cellInputs(): CellInputs {
    return { nodes: this.#nodes.values(), pods: this.#pods.values(), manifests: this.#manifests.values(), dumps: this.#dumps.values() };
  }

  /** Hash of the content of an input, for content keys. */
  hashOf(kind: InputKind, index: number): string { return this.#shelf(kind).at(index).hash; }

  /** What was read of an input and what was left out. */
  aboutOf(kind: InputKind, index: number): ManifestInput { return this.#shelf(kind).at(index).about; }

  #shelf(kind: InputKind): Shelf<unknown> {
    switch (kind) {
      case 'nodes': return this.#nodes;
      case 'pods': return this.#pods;
      case 'manifests': return this.#manifests;
      case 'dumps': return this.#dumps;
    }
  }
}

/** Things loaded once, in order of loading. */
class Shelf<T> {
  readonly #indexes = new Map<string, number>();
  readonly #entries: Loaded<T>[] = [];

  async add(key: string, load: () => Promise<Loaded<T>>): Promise<void> {
    if (this.#indexes.has(key)) return;
    const entry = await load();
    this.#indexes.set(key, this.#entries.push(entry) - 1);
  }

  indexOf(key: string): number {
    const index = this.#indexes.get(key);
    invariant(index !== undefined, `input ${key} was not loaded`);
    return index;
  }

  at(index: number): Loaded<T> { return this.#entries[index]!; }

  values(): readonly T[] { return this.#entries.map(({ value }) => value); }
}

function describe<T>(value: T, about: ManifestInput): Loaded<T> { return { value, hash: about.sha256, about }; }

function traceKey(format: string, target: string): string { return `${format} ${target}`; }

/** In one cluster a kind has each name once in a namespace. */
function repeatedNames(objects: readonly KubeObject[], files: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return objects.flatMap(({ kind, metadata }): Problem[] => {
    const key = `${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ code: 'SCN034', message: `${kind} "${metadata.name}" occurs twice in ${files.join(', ')}`, hint: 'give one of them another name' }];
  });
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
