import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeManifests, SUPPORTED_KINDS } from '../../../src/workloads/manifests/manifests.js';
import { hasShared, repositoryRoot, sharedPath } from '../../shared.js';

interface Recorded {
  readonly id: string;
  readonly manifest: string;
  readonly kubectl: { readonly rc: number };
  readonly api: { readonly code: number; readonly message?: string; readonly causes?: readonly { readonly field: string }[] } | null;
}

interface Validated {
  readonly id: string;
  readonly manifest: string;
  readonly ok: boolean;
  readonly fields?: readonly string[];
}

const RECORDED = path.join(repositoryRoot, 'test/recorded/manifests');

function rows<T>(file: string): T[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as T);
}

/** Kinds that Kubernetes serves and the simulation does not know yet. */
const OTHER_KINDS = ['Job', 'CronJob', 'StatefulSet', 'DaemonSet', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ConfigMap'];

function kindsOf({ manifest }: Recorded): string[] {
  return [...manifest.matchAll(/^"?kind"?: *"?(\w+)/gm), ...manifest.matchAll(/"kind": "(\w+)"/g)].map(([, kind]) => kind!);
}

const isOther = (row: Recorded): boolean => kindsOf(row).some((kind) => OTHER_KINDS.includes(kind));

/** The decoder's own errors leave list indexes out. */
const withoutIndexes = (text: string): string => text.replaceAll(/\[\d+\]/g, '');

/** Fields that the real answers name: causes of validation, unknown fields, fields of a wrong type. */
function namedFields({ api }: Recorded): string[] {
  const message = api?.message ?? '';
  const typed = /Go struct field \w+\.(\S+) of type/.exec(message)?.[1];
  return [
    ...(api?.causes ?? []).map(({ field }) => field),
    ...[...message.matchAll(/unknown field "([^"]+)"/g)].map(([, field]) => field!),
    ...(typed === undefined ? [] : [typed]),
  ];
}

/** Empty files: kubectl finds nothing to apply, the server was sent an empty object. */
const EMPTY: ReadonlySet<string> = new Set(['empty', 'comment-only']);

function check(row: Recorded): void {
  const { problems, objects } = decodeManifests(row.manifest, 'manifest.yaml');
  const text = problems.map(({ message }) => message).join('\n');
  if (isOther(row)) {
    for (const kind of SUPPORTED_KINDS) expect(text, row.id).toContain(kind);
    expect(kindsOf(row).some((kind) => text.includes(`"${kind}"`)), row.id).toBe(true);
    return;
  }
  const isAccepted = row.kubectl.rc === 0 && row.api?.code === 201;
  expect({ isAccepted: problems.length === 0, text: '' }, `${row.id}\n${text}`).toEqual({ isAccepted, text: '' });
  expect(objects.length, row.id).toBe(isAccepted ? 1 : 0);
  if (isAccepted || EMPTY.has(row.id)) return;
  for (const field of namedFields(row)) expect(withoutIndexes(text), row.id).toContain(withoutIndexes(field));
  for (const { place } of problems) expect(place?.line, row.id).toBeGreaterThan(0);
}

function checkValidated({ id, manifest, ok, fields = [] }: Validated): void {
  const { problems } = decodeManifests(manifest, 'manifest.yaml');
  expect(problems.length === 0, `${id}\n${problems.map(({ message }) => message).join('\n')}`).toBe(ok);
  if (fields.length > 0) expect(problems.length, id).toBeGreaterThan(0);
}

describe('manifests', () => {
  it('are accepted and refused as kubectl and the API server did, naming the same fields (copied part)', () => {
    for (const row of rows<Recorded>(path.join(RECORDED, 'manifests.jsonl'))) check(row);
  });

  it.skipIf(!hasShared)('are accepted and refused as recorded: 148 of the kinds known here, 46 of other kinds refused by name', () => {
    const all = rows<Recorded>(sharedPath('golden/controllers/manifests.jsonl'));
    expect(all.filter((row) => !isOther(row))).toHaveLength(148);
    expect(all.filter(isOther)).toHaveLength(46);
    for (const row of all) check(row);
  });

  it("are accepted and refused as the API server's own validation does, in 440 more cases", () => {
    const all = rows<Validated>(path.join(RECORDED, 'validation.jsonl'));
    expect(all).toHaveLength(440);
    for (const row of all) checkValidated(row);
  });
});
