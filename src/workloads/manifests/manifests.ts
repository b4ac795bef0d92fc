import { locate, type DocumentNode, type SourceText } from '../../base/document.js';
import type { Problem } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import {
  defaultDeployment, defaultNode, defaultPod, defaultService, type Deployment, type KubeObject, type Node, type Pod, type Service,
} from '../../world/objects/index.js';
import { decodeFields } from './decode-fields.js';
import { FieldPath } from './field-path.js';
import { Findings } from './findings.js';
import { checkDeployment } from './rules/deployment.js';
import { checkNode } from './rules/node.js';
import { checkPod } from './rules/pod.js';
import { checkService } from './rules/service.js';
import { readYaml } from './yaml-document.js';

/** What a manifest file holds. */
export interface Manifests {
  /** Objects of the documents without problems, in the order of the file, with defaults filled in. */
  readonly objects: readonly KubeObject[];
  /** Every problem of the file, with its line; empty when the file can be used. */
  readonly problems: readonly Problem[];
}

/**
 * Reads Kubernetes manifests: YAML, several documents a file. A document is accepted if and only if both `kubectl
 * apply` and the API server (v1.36) accept it, of the kinds in {@link SUPPORTED_KINDS}; all others are refused by name.
 *
 * As the API server does, values are checked only where all fields could be read: until then it is not known what was
 * meant. Nothing is thrown; callers with problems raise a `ScenarioError`.
 */
export function decodeManifests(text: string, file: string): Manifests {
  const { source, documents, flawed, problems: unreadable } = readYaml(text, file, { dialect: 'kubernetes' });
  const objects: KubeObject[] = [];
  const problems: Problem[] = [...unreadable];
  for (const root of documents) {
    const decoded = decodeManifest(source, root);
    if (decoded.object !== null && !flawed.has(root)) objects.push(decoded.object);
    problems.push(...decoded.problems);
  }
  if (documents.length === 0 && problems.length === 0) {
    problems.push({ code: 'MAN001', message: 'the file holds no object', place: { file }, hint: `write a document with apiVersion and kind: ${kindNames()}` });
  }
  return { objects, problems };
}

interface Kind {
  readonly apiVersion: string;
  /** Reads the decoded fields as the kind, fills in defaults and checks the values. */
  complete(fields: Record<string, unknown>, findings: Findings): KubeObject;
}

/** Kinds that manifests may hold. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['Deployment', { apiVersion: 'apps/v1', complete: completeDeployment }],
  ['Pod', { apiVersion: 'v1', complete: completePod }],
  ['Node', { apiVersion: 'v1', complete: completeNode }],
  ['Service', { apiVersion: 'v1', complete: completeService }],
]);

/** Names of the kinds that manifests may hold. */
export const SUPPORTED_KINDS: readonly string[] = [...KINDS.keys()];

function kindNames(): string { return SUPPORTED_KINDS.join(', '); }

/** One document of a manifest file as {@link decodeManifests} takes it; the object is null when there are problems. */
export function decodeManifest(
  source: SourceText, root: DocumentNode,
): { object: KubeObject | null; problems: readonly Problem[] } {
  const findings = new Findings(source, root);
  const kind = kindOf(root, findings);
  if (kind === null) return { object: null, problems: findings.problems };
  const fields = decodeFields(root, kind.name, FieldPath.root, findings);
  if (findings.problems.length > 0) return { object: null, problems: findings.problems };
  const object = kind.complete(fields, findings);
  return { object: findings.problems.length > 0 ? null : object, problems: findings.problems };
}

/** The kind that a document declares; null with a problem when it declares none that is known here. */
function kindOf(root: DocumentNode, findings: Findings): (Kind & { readonly name: string }) | null {
  if (root.kind !== 'map') {
    findings.at(root.span, 'MAN001', `an object is a map of "key: value" lines, found ${root.kind === 'list' ? 'a list' : 'a single value'}`,
      'begin with "apiVersion:" and "kind:"');
    return null;
  }
  const name = textField(root, 'kind');
  const apiVersion = textField(root, 'apiVersion');
  if (apiVersion === null) {
    findings.required(FieldPath.root.child('apiVersion'), 'is required',
      `add "apiVersion: ${KINDS.get(name ?? '')?.apiVersion ?? 'apps/v1'}" as the first line`);
  }
  if (name === null) {
    findings.required(FieldPath.root.child('kind'), 'is required', `add "kind:" with one of ${kindNames()}`);
  }
  if (name === null || apiVersion === null) return null;
  const kind = KINDS.get(name);
  if (kind === undefined) {
    const near = suggest(name, KINDS.keys());
    findings.on(FieldPath.root.child('kind'), 'MAN002',
      `"${name}" is no kind that can be simulated: ${kindNames()} can`, near === null ? undefined : `did you mean "${near}"?`);
    return null;
  }
  if (apiVersion !== kind.apiVersion) {
    findings.on(FieldPath.root.child('apiVersion'), 'MAN002',
      `${name} is served under "${kind.apiVersion}", not under "${apiVersion}"`, `write "apiVersion: ${kind.apiVersion}"`);
    return null;
  }
  return { ...kind, name };
}

/** Text at a top-level key; null when it is absent, empty or no text. */
function textField(root: DocumentNode, key: string): string | null {
  const { node, depth } = locate(root, [key]);
  return depth === 1 && node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : null;
}

// The decoder gives fields of the right types, but leaves absent ones out where the API fills in empty values: these
// functions put in what the object types require. The casts name the type that the table of fields describes.

function completeDeployment(fields: Record<string, unknown>, findings: Findings): KubeObject {
  const written = fields as unknown as Partial<Deployment>;
  const spec = written.spec ?? ({} as Deployment['spec']);
  const template = { ...spec.template, spec: podSpec(spec.template?.spec) };
  const object = defaultDeployment({ ...written, metadata: written.metadata ?? { name: '' }, spec: { ...spec, template } });
  checkDeployment(findings, object);
  return { ...object, apiVersion: 'apps/v1', kind: 'Deployment' };
}

function completePod(fields: Record<string, unknown>, findings: Findings): KubeObject {
  const written = fields as unknown as Partial<Pod>;
  const object = defaultPod({ ...written, metadata: written.metadata ?? { name: '' }, spec: podSpec(written.spec) });
  checkPod(findings, object);
  return { ...object, apiVersion: 'v1', kind: 'Pod' };
}

function completeNode(fields: Record<string, unknown>, findings: Findings): KubeObject {
  const written = fields as unknown as Partial<Node>;
  const object = defaultNode({ ...written, metadata: written.metadata ?? { name: '' } });
  checkNode(findings, object);
  return { ...object, apiVersion: 'v1', kind: 'Node' };
}

function completeService(fields: Record<string, unknown>, findings: Findings): KubeObject {
  const written = fields as unknown as Partial<Service>;
  const object = defaultService({ ...written, metadata: written.metadata ?? { name: '' }, spec: written.spec ?? {} });
  checkService(findings, object);
  return { ...object, apiVersion: 'v1', kind: 'Service' };
}

function podSpec(spec: Partial<Pod['spec']> | undefined): Pod['spec'] {
  return { ...spec, containers: spec?.containers ?? [] };
}
