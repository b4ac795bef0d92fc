import type { DocumentNode, MapNode, SourceText } from '../../../base/document.js';
import { ScenarioError, type Problem } from '../../../base/errors.js';
import type { ClusterObject, ClusterObjectKind } from '../../../world/cluster/index.js';
import type { Node, ObjectMeta, Pod } from '../../../world/objects/index.js';
import { fieldsOf, type FieldType } from '../../manifests/api-types.js';
import { decodeFields } from '../../manifests/decode-fields.js';
import { FieldPath } from '../../manifests/field-path.js';
import { Findings } from '../../manifests/findings.js';
import { decodeManifest } from '../../manifests/manifests.js';
import { readYaml } from '../../manifests/yaml-document.js';
import { executeTemplate, parseTemplate, type GoTemplate, type TemplateScope } from './go-template.js';
import type { TemplateText } from './operations.js';

/** An object of a kind that the simulated cluster holds. Its name is empty when the template leaves it to the server. */
export type PerfObject =
  | { readonly kind: 'Pod'; readonly object: Pod }
  | { readonly kind: 'Node'; readonly object: Node }
  | { readonly [K in ClusterObjectKind]: { readonly kind: K; readonly object: ClusterObject<K> } }[ClusterObjectKind];

/** Kinds that templates may be of, with the version they are served under. */
const API_VERSIONS: Readonly<Record<string, string>> = {
  Pod: 'v1', Node: 'v1', Service: 'v1', Namespace: 'v1', PersistentVolume: 'v1', PersistentVolumeClaim: 'v1',
  StorageClass: 'storage.k8s.io/v1', CSINode: 'storage.k8s.io/v1', CSIDriver: 'storage.k8s.io/v1',
  CSIStorageCapacity: 'storage.k8s.io/v1', VolumeAttachment: 'storage.k8s.io/v1', PodDisruptionBudget: 'policy/v1',
};

/** Kinds whose values are checked as the API server does; of the others the fields alone. */
const VALIDATED: ReadonlySet<string> = new Set(['Pod', 'Node', 'Service']);

/** Stands for the name that the server gives while an object is checked. */
const PLACEHOLDER = 'x';

/**
 * Makes objects from a template. One without actions is decoded once.
 */
export class ObjectTemplate {
  readonly #template: GoTemplate;
  #same: PerfObject | null = null;

  constructor(readonly source: TemplateText) { this.#template = parseTemplate(source.text); }

  /** Whether all objects are equal but for their names. */
  get isConstant(): boolean { return this.#template.actions.length === 0; }

  /**
   * The object for a place in the list.
   *
   * @throws ScenarioError when the text is no object of a known kind; the places are those of the expanded text
   * @throws TemplateError when an action cannot be computed
   */
  at(scope: TemplateScope): PerfObject {
    if (this.#same !== null) return this.#same;
    const decoded = decodeText(executeTemplate(this.#template, scope), this.source.file);
    if (this.isConstant) this.#same = decoded;
    return decoded;
  }

  /** Kind and version that the template declares, as far as it can be read. */
  declared(): { readonly apiVersion: string; readonly kind: string } {
    const { documents } = readYaml(executeTemplate(this.#template, { index: 0, count: 1 }), this.source.file, { dialect: 'kubernetes' });
    const root = documents[0];
    return { apiVersion: textAt(root, 'apiVersion'), kind: textAt(root, 'kind') };
  }
}

function decodeText(text: string, file: string): PerfObject {
  const { source, documents, problems } = readYaml(text, file, { dialect: 'kubernetes' });
  if (problems.length > 0) throw new ScenarioError(problems);
  const root = documents[0];
  if (root?.kind !== 'map' || documents.length > 1) throw fail(file, `a template is one object, found ${documents.length === 1 ? 'no map' : `${documents.length} documents`}`);
  const kind = textAt(root, 'kind');
  const apiVersion = Object.hasOwn(API_VERSIONS, kind) ? API_VERSIONS[kind] : undefined;
  if (apiVersion === undefined) throw fail(file, `"${kind}" is no kind that can be simulated: ${Object.keys(API_VERSIONS).join(', ')} can`);
  if (textAt(root, 'apiVersion') !== apiVersion) throw fail(file, `${kind} is served under "${apiVersion}"`);
  const { root: complete, isNamed } = withName(foldKeys(root, { kind: 'struct', name: kind }) as MapNode);
  const { object, problems: wrong } = VALIDATED.has(kind) ? decodeManifest(source, complete) : decodePlain(source, complete, kind);
  if (object === null) throw new ScenarioError(wrong);
  const metadata = (object as { readonly metadata: ObjectMeta }).metadata;
  // The decoders made an object of the kind that the document declares.
  return { kind, object: isNamed ? object : { ...object, metadata: { ...metadata, name: '' } } } as PerfObject;
}

function decodePlain(source: SourceText, root: DocumentNode, kind: string): { object: object | null; problems: readonly Problem[] } {
  const findings = new Findings(source, root);
  const object = decodeFields(root, kind, FieldPath.root, findings);
  // Kinds with a specification have one: what is empty may be left out of the file.
  const complete = fieldsOf(kind).has('spec') ? { ...object, spec: object.spec ?? {} } : object;
  return { object: findings.problems.length > 0 ? null : complete, problems: findings.problems };
}

/** The document with a stand-in where `metadata.name` is absent. */
function withName(root: MapNode): { root: MapNode; isNamed: boolean } {
  const metadata = root.entries.findLast(({ key }) => key === 'metadata')?.value;
  const entries = metadata?.kind === 'map' ? metadata.entries : [];
  if (entries.some(({ key }) => key === 'name')) return { root, isNamed: true };
  const name = { key: 'name', keySpan: root.span, value: { kind: 'scalar', span: root.span, value: PLACEHOLDER } } as const;
  const complete = { kind: 'map', span: metadata?.span ?? root.span, entries: [...entries, name] } as const;
  const others = root.entries.filter(({ key }) => key !== 'metadata');
  return { root: { ...root, entries: [...others, { key: 'metadata', keySpan: root.span, value: complete }] }, isNamed: false };
}

/** Upstream reads templates by a decoder that takes `NodeAffinityPolicy` for `nodeAffinityPolicy`: keys as the API writes them. */
function foldKeys(node: DocumentNode, type: FieldType): DocumentNode {
  if (node.kind === 'list' && type.kind === 'list') return { ...node, items: node.items.map((item) => foldKeys(item, type.of)) };
  if (node.kind !== 'map') return node;
  if (type.kind === 'map') return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: foldKeys(entry.value, type.of) })) };
  if (type.kind !== 'struct') return node;
  const fields = fieldsOf(type.name);
  return {
    ...node,
    entries: node.entries.map((entry) => {
      const key = fields.has(entry.key) ? entry.key : [...fields.keys()].find((name) => name.toLowerCase() === entry.key.toLowerCase());
      return key === undefined ? entry : { ...entry, key, value: foldKeys(entry.value, fields.get(key)!) };
    }),
  };
}

function textAt(node: DocumentNode | undefined, key: string): string {
  const value = node?.kind === 'map' ? node.entries.findLast((entry) => entry.key === key)?.value : undefined;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
}

function fail(file: string, message: string): ScenarioError { return new ScenarioError([{ code: 'SPF008', message, place: { file } }]); }
