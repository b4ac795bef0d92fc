import type { Volume } from '../../../world/objects/index.js';
import { parseQuantity } from '../../../base/quantity.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkFieldRef } from './environment.js';
import { descendingPathError } from './mounts.js';
import { checkOneOf, checkOptionalText, checkText, dnsLabel, dnsSubdomain } from './names.js';

/** Fields that a volume source cannot do without. Source: kubernetes v1.36, pkg/apis/core/validation, validateVolumeSource. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  hostPath: ['path'], gcePersistentDisk: ['pdName'], awsElasticBlockStore: ['volumeID'], gitRepo: ['repository'], secret: ['secretName'],
  nfs: ['server', 'path'], iscsi: ['targetPortal', 'iqn'], glusterfs: ['endpoints', 'path'], persistentVolumeClaim: ['claimName'],
  rbd: ['monitors', 'image'], flexVolume: ['driver'], cinder: ['volumeID'], cephfs: ['monitors'], configMap: ['name'],
  azureFile: ['secretName', 'shareName'], vsphereVolume: ['volumePath'], quobyte: ['registry', 'volume'], azureDisk: ['diskName', 'diskURI'],
  photonPersistentDisk: ['pdID'], portworxVolume: ['volumeID'], scaleIO: ['gateway', 'system', 'volumeName'], csi: ['driver'],
};

const HOST_PATH_TYPES = ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
/** Fields of its pod that a file can hold. */
const FIELDS: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid']);
/** Shortest and longest life of a projected token, seconds. */
const TOKEN_SECONDS = { min: 600, max: 4_294_967_296 };

/** Checks a pod's volumes and answers them by name. */
export function checkVolumes(
  findings: Findings, path: FieldPath, volumes: readonly Volume[] | undefined, { isPod }: { isPod: boolean },
): ReadonlyMap<string, Volume> {
  const byName = new Map<string, Volume>();
  (volumes ?? []).forEach((volume, i) => {
    const at = path.index(i);
    checkText(findings, at.child('name'), volume.name, dnsLabel);
    if (byName.has(volume.name)) findings.duplicate(at.child('name'), volume.name);
    byName.set(volume.name, volume);
    checkSource(findings, at, volume, isPod);
  });
  return byName;
}

/** What is known of a source before its kind: fields by name, their shapes checked by the decoder. */
type Part = Readonly<Record<string, unknown>>;

function checkSource(findings: Findings, path: FieldPath, volume: Volume, isPod: boolean): void {
  const given = Object.keys(volume).filter((field) => field !== 'name');
  given.slice(1).forEach((extra) => findings.forbidden(path.child(extra), `a volume has one source, ${given[0]} is there already`));
  const [source] = given;
  if (source === undefined) return;
  const part = (volume as unknown as Readonly<Record<string, Part>>)[source]!;
  const at = path.child(source);
  checkRequired(findings, at, part, REQUIRED[source] ?? []);
  switch (source) {
    case 'emptyDir': {
      const limit = volume.emptyDir?.sizeLimit;
      if (limit !== undefined && (parseQuantity(String(limit))?.unscaled ?? 0n) < 0n) {
        findings.forbidden(at.child('sizeLimit'), 'must be 0 or more');
      }
      break;
    }
    case 'hostPath':
      if (text(part, 'path').split('/').includes('..')) {
        findings.invalid(at.child('path'), part['path'], 'must not contain ".."');
      }
      checkOneOf(findings, at.child('type'), volume.hostPath?.type, HOST_PATH_TYPES);
      break;
    case 'nfs':
      if (text(part, 'path') !== '' && !text(part, 'path').startsWith('/')) {
        findings.invalid(at.child('path'), part['path'], 'must be an absolute path');
      }
      break;
    case 'gcePersistentDisk':
    case 'awsElasticBlockStore':
      checkRange(findings, at.child('partition'), part['partition'], 0, 255);
      break;
    case 'iscsi':
      if (text(part, 'iqn') !== '' && !/^(iqn\.\d{4}-\d{2}\.[^\s]+|eui\.[0-9A-Fa-f]{16}|naa\.[0-9A-Fa-f]{16}([0-9A-Fa-f]{16})?)$/.test(text(part, 'iqn'))) {
        findings.invalid(at.child('iqn'), part['iqn'], 'is no name of an iSCSI target');
      }
      checkRange(findings, at.child('lun'), part['lun'], 0, 255);
      break;
    case 'gitRepo': {
      const error = descendingPathError(text(part, 'directory'));
      if (error !== null) findings.invalid(at.child('directory'), part['directory'], error);
      break;
    }
    case 'csi':
      checkOptionalText(findings, at.child('driver'), text(part, 'driver').toLowerCase(), dnsSubdomain);
      break;
    case 'image':
      // A template may leave the reference to be filled in later.
      if (isPod && text(part, 'reference') === '') findings.required(at.child('reference'));
      checkOneOf(findings, at.child('pullPolicy'), volume.image?.pullPolicy, PULL_POLICIES);
      break;
    case 'ephemeral':
      checkClaimTemplate(findings, at.child('volumeClaimTemplate'), volume);
      break;
    case 'configMap':
    case 'secret':
      checkFiles(findings, at, part);
      break;
    case 'downwardAPI':
      checkDownward(findings, at, part);
      break;
    case 'projected':
      checkProjected(findings, at, part);
      break;
    default:
      break;
  }
}

function text(part: Part, field: string): string {
  const value = part[field];
  return typeof value === 'string' ? value : '';
}

function checkRequired(findings: Findings, path: FieldPath, part: Part, fields: readonly string[]): void {
  for (const field of fields) {
    const value = part[field];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
      findings.required(path.child(field));
    }
  }
}

function checkRange(findings: Findings, path: FieldPath, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && (value < min || value > max)) {
    findings.invalid(path, value, `must be between ${min} and ${max}`);
  }
}

/** File modes: nine permission bits. */
function checkMode(findings: Findings, path: FieldPath, mode: unknown): void {
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) {
    findings.invalid(path, mode, 'must be between 0 and 0777 (octal)');
  }
}

interface FileItem {
  readonly key?: string;
  readonly path?: string;
  readonly mode?: number;
  readonly fieldRef?: Readonly<Record<string, string>>;
  readonly resourceFieldRef?: unknown;
}

/** Modes and paths of files made from keys. */
function checkFiles(findings: Findings, path: FieldPath, part: Part): void {
  checkMode(findings, path.child('defaultMode'), part['defaultMode']);
  ((part['items'] ?? []) as readonly FileItem[]).forEach((item, i) => {
    const at = path.child('items').index(i);
    if ((item.key ?? '') === '') findings.required(at.child('key'));
    checkFilePath(findings, at.child('path'), item.path);
    checkMode(findings, at.child('mode'), item.mode);
  });
}

function checkFilePath(findings: Findings, path: FieldPath, file: string | undefined): void {
  if (file === undefined || file === '') {
    findings.required(path);
    return;
  }
  const error = descendingPathError(file);
  if (error !== null) findings.invalid(path, file, error);
}

function checkDownward(findings: Findings, path: FieldPath, part: Part): void {
  checkMode(findings, path.child('defaultMode'), part['defaultMode']);
  ((part['items'] ?? []) as readonly FileItem[]).forEach((item, i) => {
    const at = path.child('items').index(i);
    checkFilePath(findings, at.child('path'), item.path);
    checkMode(findings, at.child('mode'), item.mode);
    if (item.fieldRef !== undefined) checkFieldRef(findings, at.child('fieldRef'), item.fieldRef, FIELDS);
    else if (item.resourceFieldRef === undefined) findings.required(at, 'must name one of fieldRef, resourceFieldRef');
  });
}

function checkProjected(findings: Findings, path: FieldPath, part: Part): void {
  checkMode(findings, path.child('defaultMode'), part['defaultMode']);
  ((part['sources'] ?? []) as readonly Readonly<Record<string, Part>>[]).forEach((source, i) => {
    const at = path.child('sources').index(i);
    const given = Object.keys(source);
    given.slice(1).forEach((extra) => findings.forbidden(at.child(extra), `a source has one kind, ${given[0]} is there already`));
    const { configMap, secret, downwardAPI, serviceAccountToken } = source;
    for (const [name, files] of [['configMap', configMap], ['secret', secret]] as const) {
      if (files === undefined) continue;
      if (text(files, 'name') === '') findings.required(at.child(name).child('name'));
      checkFiles(findings, at.child(name), files);
    }
    if (downwardAPI !== undefined) checkDownward(findings, at.child('downwardAPI'), downwardAPI);
    if (serviceAccountToken !== undefined) checkToken(findings, at.child('serviceAccountToken'), serviceAccountToken);
  });
}

function checkToken(findings: Findings, path: FieldPath, token: Part): void {
  checkFilePath(findings, path.child('path'), text(token, 'path'));
  checkRange(findings, path.child('expirationSeconds'), token['expirationSeconds'], TOKEN_SECONDS.min, TOKEN_SECONDS.max);
}

function checkClaimTemplate(findings: Findings, path: FieldPath, { ephemeral }: Volume): void {
  const template = ephemeral?.volumeClaimTemplate;
  if (template === undefined) {
    findings.required(path);
    return;
  }
  const { accessModes = [], resources } = template.spec ?? {};
  const spec = path.child('spec');
  if (accessModes.length === 0) findings.required(spec.child('accessModes'), 'must name a way of access');
  accessModes.forEach((mode) => checkOneOf(findings, spec.child('accessModes'), mode, ACCESS_MODES));
  const storage = resources?.requests?.['storage'];
  if (storage === undefined) findings.required(spec.child('resources').key('storage'));
  else if ((parseQuantity(String(storage))?.unscaled ?? 0n) <= 0n) {
    findings.invalid(spec.child('resources').key('storage'), storage, 'must be more than 0');
  }
}
