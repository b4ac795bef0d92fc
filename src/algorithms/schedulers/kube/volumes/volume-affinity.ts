import type { CSINode, Labels, NodeSelectorTerm, PersistentVolume } from '../../../../world/objects/index.js';
import { matchesTerm, parseTerm, type ParsedTerm } from '../matching/node-selector.js';
import { isMigratedOnNode, migrationOf, translatedAffinity } from './csi-migration.js';

/** Terms ready for matching; null = any node. */
type Parsed = readonly ParsedTerm[] | null;

/** Worked out once per volume object: objects never change in place. */
const WRITTEN = new WeakMap<PersistentVolume, { readonly terms: Parsed }>();
const TRANSLATED = new WeakMap<PersistentVolume, { readonly terms: Parsed } | { readonly error: string }>();

/**
 * Whether a node with these labels reaches the volume, by the affinity written in it. Fields (a node's name) are not
 * looked at, only labels.
 *
 * Source: kubernetes v1.36, component-helpers/storage/volume/pv_helpers.go (CheckNodeAffinity).
 */
export function reaches(volume: PersistentVolume, labels: Labels): boolean {
  let known = WRITTEN.get(volume);
  if (known === undefined) {
    known = { terms: parsed(volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? null) };
    WRITTEN.set(volume, known);
  }
  return matches(known.terms, labels);
}

/**
 * The same for a bound volume: one of a kind that the node leaves to a CSI driver is looked at as that driver writes it.
 * The text of an error when that translation fails.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go (tryTranslatePVToCSI).
 */
export function reachesBound(volume: PersistentVolume, labels: Labels, csiNode: CSINode | undefined): boolean | string {
  const plugin = migrationOf(volume.spec);
  if (plugin === undefined || !plugin.isOn || !isMigratedOnNode(plugin, csiNode)) return reaches(volume, labels);
  let known = TRANSLATED.get(volume);
  if (known === undefined) {
    const handle = plugin.handle(volume.spec, volume.metadata.labels ?? {});
    const terms = plugin.zoneKey === null
      ? volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? null
      : translatedAffinity(volume, plugin.zoneKey);
    known = 'error' in handle ? { error: `could not translate pv: ${handle.error}` } : { terms: parsed(terms) };
    TRANSLATED.set(volume, known);
  }
  return 'error' in known ? known.error : matches(known.terms, labels);
}

function parsed(terms: readonly NodeSelectorTerm[] | null): Parsed {
  return terms === null ? null : terms.map((term, index) => ({ ...parseTerm(term, index), fields: [] }));
}

function matches(terms: Parsed, labels: Labels): boolean {
  return terms === null || terms.some((term) => matchesTerm(term, labels, ''));
}
