// Hot path: `filter` runs once per node visit, for pods with zoned volumes only.
import { byCodeUnit } from '../../../../base/by-code-unit.js';
import type { ClusterObjects, PodClass } from '../../../../world/cluster/index.js';
import type { Labels, PersistentVolume } from '../../../../world/objects/index.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost, type PreFilterAnswer } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { namedClaims, namespaceOf, notFound, storageClassOf, usesClaim, WAIT_FOR_FIRST_CONSUMER } from '../volumes/claims.js';
import { BETA_REGION_LABEL, BETA_ZONE_LABEL, REGION_LABEL, ZONE_LABEL, ZONE_SEPARATOR } from '../volumes/csi-migration.js';
import { objectChange } from '../volumes/object-change.js';

/** A topology label of a bound volume: the node must have one of these values. */
interface Topology { readonly key: string; readonly values: readonly string[] }

/** What the volumes of a pod class ask for, or why that cannot be told. */
type Zones = { readonly topologies: readonly Topology[] } | { readonly reason: string };

interface State { picture: number; stamp: number; zones: Zones; answer: PreFilterAnswer }

const LABELS = [BETA_ZONE_LABEL, BETA_REGION_LABEL, ZONE_LABEL, REGION_LABEL];

/**
 * VolumeZone: a pod with bound volumes that carry zone or region labels runs where the node's labels agree.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumezone/volume_zone.go.
 */
export const volumeZone = definePlugin({ name: 'VolumeZone', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'VolumeZone';
  const { objects } = cluster;
  const conflict = statuses.intern({ plugin: name, code: 'UU', reasons: ['node(s) had no available volume zone'] });
  const claims = new ClassMemo(namedClaims);
  const states = new ClassMemo<State>(() => ({ picture: -1, stamp: 0, zones: { topologies: [] }, answer: {} }));
  let stamp = 0;

  return {
    name,
    reads: 'cluster',
    events: [
      {
        resource: 'StorageClass', actions: ['Add'],
        hint: (_pod, _podClass, event) =>
          objectChange(event, 'StorageClass')?.after?.volumeBindingMode === WAIT_FOR_FIRST_CONSUMER,
      },
      { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
      {
        resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'],
        hint: (_pod, podClass, event) => usesClaim(podClass, objectChange(event, 'PersistentVolumeClaim')?.after),
      },
      {
        resource: 'PersistentVolume', actions: ['Add', 'Update'],
        hint(_pod, _podClass, event) {
          const { before = null, after = null } = objectChange(event, 'PersistentVolume') ?? {};
          return after !== null && (before === null || !isEqual(topologiesOf(before), topologiesOf(after)));
        },
      },
    ],
    prepare(podClass) {
      const names = claims.of(podClass);
      if (names.length === 0) return 0;
      const state = states.of(podClass);
      const picture = objects.version('PersistentVolumeClaim') + objects.version('PersistentVolume') + objects.version('StorageClass');
      if (state.picture === picture) return state.stamp;
      const zones = zonesOf(names, podClass, objects);
      state.picture = picture;
      state.stamp = ++stamp;
      state.zones = zones;
      state.answer = 'reason' in zones ? { status: statuses.intern({ plugin: name, code: 'UU', reasons: [zones.reason] }) }
        : zones.topologies.length === 0 ? { skip: true } : {};
      return state.stamp;
    },
    preFilter: (podClass) => (claims.of(podClass).length === 0 ? { skip: true } : states.of(podClass).answer),
    filter(podClass, node) {
      const { zones } = states.of(podClass);
      if ('reason' in zones) return SUCCESS;
      const labels = cluster.nodes.specs[node]!.template?.metadata.labels ?? NO_LABELS;
      return agree(zones.topologies, labels) ? SUCCESS : conflict;
    },
  };
}

const NO_LABELS: Labels = {};

/** A node without any topology label stands for a cluster in one zone: everything is within its reach. */
function agree(topologies: readonly Topology[], labels: Labels): boolean {
  let hasAny = false;
  for (const key of LABELS) hasAny ||= labels[key] !== undefined;
  if (!hasAny) return true;
  for (const { key, values } of topologies) {
    const value = labels[key] ?? labels[current(key)];
    if (value === undefined || !values.includes(value)) return false;
  }
  return true;
}

/** Today's name of a topology label. */
function current(key: string): string {
  return key === BETA_ZONE_LABEL ? ZONE_LABEL : key === BETA_REGION_LABEL ? REGION_LABEL : key;
}

function zonesOf(names: readonly string[], podClass: PodClass, objects: ClusterObjects): Zones {
  const topologies: Topology[] = [];
  for (const name of names) {
    const claim = objects.get('PersistentVolumeClaim', `${namespaceOf(podClass)}/${name}`);
    if (claim === undefined) return { reason: notFound('persistentvolumeclaim', name) };
    const volumeName = claim.spec.volumeName ?? '';
    if (volumeName === '') {
      const className = storageClassOf(claim);
      if (className === '') return { reason: 'PersistentVolumeClaim had no pv name and storageClass name' };
      const storageClass = objects.get('StorageClass', className);
      if (storageClass === undefined) return { reason: notFound('storageclass.storage.k8s.io', className) };
      if (storageClass.volumeBindingMode !== WAIT_FOR_FIRST_CONSUMER) return { reason: 'PersistentVolume had no name' };
      continue;
    }
    const volume = objects.get('PersistentVolume', volumeName);
    if (volume === undefined) return { reason: notFound('persistentvolume', volumeName) };
    topologies.push(...topologiesOf(volume));
  }
  return { topologies };
}

/** Topology labels of a volume; one with an empty zone in its list is ignored. */
function topologiesOf({ metadata: { labels = NO_LABELS } }: PersistentVolume): readonly Topology[] {
  return LABELS.flatMap((key) => {
    const values = labels[key]?.split(ZONE_SEPARATOR).map((zone) => zone.trim()) ?? [''];
    return values.includes('') ? [] : [{ key, values: [...new Set(values)].sort(byCodeUnit) }];
  });
}

function isEqual(a: readonly Topology[], b: readonly Topology[]): boolean { return JSON.stringify(a) === JSON.stringify(b); }
