import type { Volume } from '../../../world/objects/index.js';
import { parseQuantity } from '../../../base/quantity.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkOneOf, checkText, dnsLabel, dnsSubdomain } from './names.js';

/** Fields that a volume source cannot do without. Source: kubernetes v1.36, pkg/apis/core/validation, validateVolumeSource. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  hostPath: ['path'], gcePersistentDisk: ['pdName'], awsElasticBlockStore: ['volumeID'], gitRepo: ['repository'], secret: ['secretName'],
  nfs: ['server', 'path'], iscsi: ['targetPortal', 'iqn'], glusterfs: ['endpoints', 'path'], persistentVolumeClaim: ['claimName'],
  rbd: ['monitors', 'image'], flexVolume: ['driver'], cinder: ['volumeID'], cephfs: ['monitors'], configMap: ['name'],
  azureFile: ['secretName', 'shareName'], vsphereVolume: ['volumePath'], quobyte: ['registry', 'volume'], azureDisk: ['diskName', 'diskURI'],
  photonPersistentDisk: ['pdID'], portworxVolume: ['volumeID'], scaleIO: ['gateway', 'system', 'volumeName'], csi: ['driver'],
};

const HOST_PATH_TYPES = ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

/** Checks a pod's volumes and answers the names that mounts may use. */
export function checkVolumes(findings: Findings, path: FieldPath, volumes: readonly Volume[] | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  (volumes ?? []).forEach((volume, i) => {
    const at = path.index(i);
    checkText(findings, at.child('name'), volume.name, dnsLabel);
    if (names.has(volume.name)) findings.duplicate(at.child('name'), volume.name);
    names.add(volume.name);
    checkSource(findings, at, volume);
  });
  return names;
}

function checkSource(findings: Findings, path: FieldPath, volume: Volume): void {
  const given = Object.keys(volume).filter((field) => field !== 'name');
  given.slice(1).forEach((extra) => findings.forbidden(path.child(extra), `a volume has one source, ${given[0]} is there already`));
  const [source] = given;
  if (source === undefined) return;
  // The decoder has checked the shape; which fields exist depends on the source.
  const part = (volume as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[source]!;
  const at = path.child(source);
  for (const field of REQUIRED[source] ?? []) {
    const value = part[field];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) findings.required(at.child(field));
  }
  switch (source) {
    case 'emptyDir': {
      const limit = volume.emptyDir?.sizeLimit;
      if (limit !== undefined && (parseQuantity(String(limit))?.unscaled ?? 0n) < 0n) findings.forbidden(at.child('sizeLimit'), 'must be 0 or more');
      break;
    }
    case 'hostPath':
      if (String(part['path'] ?? '').split('/').includes('..')) findings.invalid(at.child('path'), part['path'], 'must not contain ".."');
      checkOneOf(findings, at.child('type'), volume.hostPath?.type, HOST_PATH_TYPES);
      break;
    case 'ephemeral':
      if (part['volumeClaimTemplate'] === undefined) findings.required(at.child('volumeClaimTemplate'));
      break;
    case 'csi':
      if (part['driver'] !== undefined && part['driver'] !== '') checkText(findings, at.child('driver'), String(part['driver']).toLowerCase(), dnsSubdomain);
      break;
    case 'configMap':
    case 'secret':
      checkFiles(findings, at, part);
      break;
    default:
      break;
  }
}

/** Modes and paths of projected files. */
function checkFiles(findings: Findings, path: FieldPath, part: Readonly<Record<string, unknown>>): void {
  const mode = part['defaultMode'];
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) findings.invalid(path.child('defaultMode'), mode, 'must be between 0 and 0777 (octal)');
  const items = (part['items'] ?? []) as readonly { readonly key?: string; readonly path?: string; readonly mode?: number }[];
  items.forEach((item, i) => {
    const at = path.child('items').index(i);
    if ((item.key ?? '') === '') findings.required(at.child('key'));
    if ((item.path ?? '') === '') findings.required(at.child('path'));
    else if (item.path!.startsWith('/')) findings.invalid(at.child('path'), item.path, 'must be a relative path');
    else if (item.path!.split('/').includes('..')) findings.invalid(at.child('path'), item.path, 'must not contain ".."');
    if (item.mode !== undefined && (item.mode < 0 || item.mode > 0o777)) findings.invalid(at.child('mode'), item.mode, 'must be between 0 and 0777 (octal)');
  });
}
