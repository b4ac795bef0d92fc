import type { Container, Volume, VolumeMount } from '../../../world/objects/index.js';
import type { FieldPath } from '../field-path.js';
import type { Findings } from '../findings.js';
import { checkOneOf } from './names.js';

// How a container sees the volumes of its pod. Source: kubernetes v1.36, pkg/apis/core/validation, ValidateVolumeMounts
// and ValidateVolumeDevices.

interface Mount extends VolumeMount {
  readonly subPathExpr?: string;
  readonly mountPropagation?: string;
  readonly recursiveReadOnly?: string;
}

interface Device { readonly name?: string; readonly devicePath?: string }

/** What is wrong with a path that must lead downwards inside something, or null. */
export function descendingPathError(path: string): string | null {
  if (path.startsWith('/')) return 'must be a relative path';
  return path.split('/').includes('..') ? 'must not contain ".."' : null;
}

/** Checks the mounts of a container: volumes that exist, places that do not collide. */
export function checkMounts(
  findings: Findings, path: FieldPath, container: Container, volumes: ReadonlyMap<string, Volume>,
): void {
  const places = new Set<string>();
  ((container.volumeMounts ?? []) as readonly Mount[]).forEach((mount, i) => {
    const at = path.index(i);
    const { name = '', mountPath = '', subPath = '', subPathExpr = '', recursiveReadOnly } = mount;
    if (name === '') findings.required(at.child('name'));
    else if (!volumes.has(name)) {
      findings.invalid(at.child('name'), name, 'is no volume of this pod',
        'add the volume to spec.volumes, or correct the name');
    }
    if (mountPath === '') findings.required(at.child('mountPath'));
    if (places.has(mountPath)) findings.invalid(at.child('mountPath'), mountPath, 'must be unique');
    places.add(mountPath);
    if (subPath !== '' && subPathExpr !== '') {
      findings.on(at.child('subPathExpr'), 'MAN008', 'subPath and subPathExpr exclude each other');
    }
    for (const [field, text] of [['subPath', subPath], ['subPathExpr', subPathExpr]] as const) {
      const error = descendingPathError(text);
      if (error !== null) findings.invalid(at.child(field), text, error);
    }
    checkOneOf(findings, at.child('mountPropagation'), mount.mountPropagation, ['None', 'HostToContainer', 'Bidirectional']);
    if (mount.mountPropagation === 'Bidirectional' && container.securityContext?.['privileged'] !== true) {
      findings.forbidden(at.child('mountPropagation'), 'Bidirectional is only for privileged containers');
    }
    checkOneOf(findings, at.child('recursiveReadOnly'), recursiveReadOnly, ['Disabled', 'IfPossible', 'Enabled']);
    if ((recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible') && mount.readOnly !== true) {
      findings.forbidden(at.child('recursiveReadOnly'), 'needs readOnly: true');
    }
  });
}

/** Checks the raw block devices of a container: they come from claims, and are not mounted as well. */
export function checkDevices(
  findings: Findings, path: FieldPath, container: Container, volumes: ReadonlyMap<string, Volume>,
): void {
  const mounted = new Set((container.volumeMounts ?? []).map(({ name }) => name));
  const names = new Set<string>();
  const places = new Set<string>();
  const { volumeDevices = [] } = container as Container & { readonly volumeDevices?: readonly Device[] };
  volumeDevices.forEach(({ name = '', devicePath = '' }, i) => {
    const at = path.index(i);
    const volume = volumes.get(name);
    if (name === '') findings.required(at.child('name'));
    else if (volume === undefined) findings.invalid(at.child('name'), name, 'is no volume of this pod');
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      findings.invalid(at.child('name'), name, 'must be a persistentVolumeClaim or an ephemeral volume');
    }
    if (names.has(name)) findings.invalid(at.child('name'), name, 'must be unique');
    if (mounted.has(name)) findings.invalid(at.child('name'), name, 'must not be in volumeMounts, too');
    names.add(name);
    if (devicePath === '') findings.required(at.child('devicePath'));
    else if (devicePath.split('/').includes('..')) {
      findings.invalid(at.child('devicePath'), devicePath, 'must not contain ".."');
    }
    if (places.has(devicePath)) findings.invalid(at.child('devicePath'), devicePath, 'must be unique');
    places.add(devicePath);
  });
}
