import type {
  CSINode, InTreeVolumeSources, Labels, NodeSelectorRequirement, NodeSelectorTerm, PersistentVolume,
} from '../../../../world/objects/index.js';
import { byCodeUnit } from '../../../../base/by-code-unit.js';

/** Name of a volume in the terms of its CSI driver, or why there is none. */
export type Handle = { readonly handle: string } | { readonly error: string };

/** How volumes of a kind that Kubernetes once attached itself appear to the CSI driver that serves them today. */
export interface MigratedPlugin {
  readonly inTreeName: string;
  readonly driver: string;
  /** Whether the scheduler looks at this migration; those of file shares and vSphere it leaves alone. */
  readonly isOn: boolean;
  /** Node label that stands for the zone of such volumes; null when the volumes have no zones. */
  readonly zoneKey: string | null;
  /** @param labels  labels of the persistent volume; null for a volume inline in a pod */
  handle(source: InTreeVolumeSources, labels: Labels | null): Handle;
}

const MIGRATED: ReadonlyMap<keyof InTreeVolumeSources, MigratedPlugin> = new Map<keyof InTreeVolumeSources, MigratedPlugin>([
  ['gcePersistentDisk', {
    inTreeName: 'kubernetes.io/gce-pd', driver: 'pd.csi.storage.gke.io', isOn: true, zoneKey: 'topology.gke.io/zone',
    handle: ({ gcePersistentDisk }, labels) => googleHandle(gcePersistentDisk!.pdName, labels ?? {}),
  }],
  ['awsElasticBlockStore', {
    inTreeName: 'kubernetes.io/aws-ebs', driver: 'ebs.csi.aws.com', isOn: true, zoneKey: 'topology.ebs.csi.aws.com/zone',
    handle: ({ awsElasticBlockStore }) => amazonHandle(awsElasticBlockStore!.volumeID),
  }],
  ['cinder', {
    inTreeName: 'kubernetes.io/cinder', driver: 'cinder.csi.openstack.org', isOn: true,
    zoneKey: 'topology.cinder.csi.openstack.org/zone',
    handle: ({ cinder }) => ({ handle: cinder!.volumeID }),
  }],
  ['azureDisk', {
    inTreeName: 'kubernetes.io/azure-disk', driver: 'disk.csi.azure.com', isOn: true, zoneKey: null,
    handle: ({ azureDisk }) => {
      const { kind = 'Managed', diskURI } = azureDisk!;
      return kind.toLowerCase() === 'managed' ? { handle: diskURI } : { error: `kind(${kind}) is not supported in csi migration` };
    },
  }],
  ['azureFile', notLookedAt('kubernetes.io/azure-file', 'file.csi.azure.com')],
  ['vsphereVolume', notLookedAt('kubernetes.io/vsphere-volume', 'csi.vsphere.vmware.com')],
  ['portworxVolume', {
    inTreeName: 'kubernetes.io/portworx-volume', driver: 'pxd.portworx.com', isOn: true, zoneKey: null,
    handle: ({ portworxVolume }) => ({ handle: portworxVolume!.volumeID }),
  }],
]);

function notLookedAt(inTreeName: string, driver: string): MigratedPlugin {
  return { inTreeName, driver, isOn: false, zoneKey: null, handle: () => ({ error: `${inTreeName} is not migrated` }) };
}

const BY_NAME: ReadonlyMap<string, MigratedPlugin> =
  new Map([...MIGRATED.values()].map((plugin) => [plugin.inTreeName, plugin]));

/**
 * The migration that applies to a volume of a pod or to a persistent volume; undefined when it is of no such kind.
 *
 * Source: csi-translation-lib v0.36.3; kubernetes v1.36, pkg/scheduler/framework/plugins/nodevolumelimits/utils.go.
 */
export function migrationOf(sources: InTreeVolumeSources): MigratedPlugin | undefined {
  for (const [source, plugin] of MIGRATED) if (sources[source] !== undefined) return plugin;
  return undefined;
}

/** The migration of a provisioner named by a storage class. */
export function migrationOfProvisioner(name: string): MigratedPlugin | undefined { return BY_NAME.get(name); }

/** Annotation of a CSINode: the in-tree kinds that its node no longer attaches itself, separated by commas. */
export const MIGRATED_PLUGINS = 'storage.alpha.kubernetes.io/migrated-plugins';

export function isMigratedOnNode({ inTreeName }: MigratedPlugin, csiNode: CSINode | undefined): boolean {
  return csiNode?.metadata.annotations?.[MIGRATED_PLUGINS]?.split(',').includes(inTreeName) === true;
}

/** Separates the zones of a volume in its zone label. */
export const ZONE_SEPARATOR = '__';
export const ZONE_LABEL = 'topology.kubernetes.io/zone';
export const REGION_LABEL = 'topology.kubernetes.io/region';
export const BETA_ZONE_LABEL = 'failure-domain.beta.kubernetes.io/zone';
export const BETA_REGION_LABEL = 'failure-domain.beta.kubernetes.io/region';

function googleHandle(disk: string, labels: Labels): Handle {
  const label = labels[BETA_ZONE_LABEL] ?? '';
  const zones = (label === '' ? labels[ZONE_LABEL] ?? '' : label).split(ZONE_SEPARATOR);
  const place = (kind: string, name: string): Handle => ({ handle: `projects/UNSPECIFIED/${kind}/${name}/disks/${disk}` });
  if (zones.length === 1) return place('zones', zones[0] === '' ? 'UNSPECIFIED' : zones[0]!);
  const odd = zones.find((zone) => zone.split('-').length !== 3);
  if (odd !== undefined) {
    return { error: `failed to get region from zones: zone in unexpected format, expected: {locale}-{region}-{zone}, got: ${odd}` };
  }
  const regions = new Set(zones.map((zone) => zone.slice(0, zone.lastIndexOf('-'))));
  if (regions.size === 1) return place('regions', [...regions][0]!);
  const printed = [...regions].sort(byCodeUnit).map((region) => `${region}:{}`).join(' ');
  return { error: `failed to get region from zones: multiple or no regions gotten from zones, got: map[${printed}]` };
}

/** Disks were once called `aws://<zone>/<id>`; drivers know the id alone. */
function amazonHandle(volumeId: string): Handle {
  if (!volumeId.startsWith('aws://')) return { handle: volumeId };
  const path = /^aws:\/\/[^/?#]*([^?#]*)/.exec(volumeId)?.[1] ?? '';
  const id = path.replace(/^\/+|\/+$/g, '');
  if (/^vol-[^/]*$/.test(id)) return { handle: id };
  return { error: `failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (${volumeId})` };
}

/**
 * The node affinity of a persistent volume as its CSI driver writes it: the zone goes by the driver's own node label, and
 * a zone that only the volume's labels name is added. Null = any node.
 *
 * Source: csi-translation-lib v0.36.3, plugins/in_tree_volume.go (translateTopologyFromInTreeToCSI).
 */
export function translatedAffinity({ metadata, spec }: PersistentVolume, zoneKey: string): readonly NodeSelectorTerm[] | null {
  const labels = metadata.labels ?? {};
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? null;
  const { zone, region } = topologyLabels(terms ?? [], labels);
  const renamed = new Map<string, string>();
  let added: NodeSelectorRequirement | null = null;
  if (hasValues(terms ?? [], zone)) {
    renamed.set(zone, zoneKey);
  } else if (labels[zone] !== undefined) {
    const zones = [...new Set(labels[zone].split(ZONE_SEPARATOR).map((name) => name.trim()).filter((name) => name !== ''))];
    if (zones.length > 0) added = { key: zoneKey, operator: 'In', values: zones.sort(byCodeUnit) };
  }
  if (region === BETA_REGION_LABEL && hasValues(terms ?? [], region)) renamed.set(region, REGION_LABEL);
  if (terms === null && added === null) return null;
  const base: readonly NodeSelectorTerm[] = added !== null && (terms ?? []).length === 0 ? [{}] : terms ?? [];
  return base.map(({ matchExpressions = [], ...term }) => ({
    ...term,
    matchExpressions: [
      ...matchExpressions.map((requirement) => ({ ...requirement, key: renamed.get(requirement.key) ?? requirement.key })),
      ...(added === null ? [] : [added]),
    ],
  }));
}

/** Which generation of topology labels a volume uses: that of its affinity, else that of its own labels. */
function topologyLabels(terms: readonly NodeSelectorTerm[], labels: Labels): { readonly zone: string; readonly region: string } {
  const isBeta = !mentions(terms, ZONE_LABEL)
    && (mentions(terms, BETA_ZONE_LABEL) || (labels[ZONE_LABEL] === undefined && labels[BETA_ZONE_LABEL] !== undefined));
  return isBeta ? { zone: BETA_ZONE_LABEL, region: BETA_REGION_LABEL } : { zone: ZONE_LABEL, region: REGION_LABEL };
}

function mentions(terms: readonly NodeSelectorTerm[], key: string): boolean {
  return terms.some(({ matchExpressions = [] }) => matchExpressions.some((requirement) => requirement.key === key));
}

function hasValues(terms: readonly NodeSelectorTerm[], key: string): boolean {
  return terms.some(({ matchExpressions = [] }) =>
    matchExpressions.some((requirement) => requirement.key === key && (requirement.values ?? []).length > 0));
}
