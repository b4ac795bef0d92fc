// Hot path: `filter` runs once per node visit, for pods with claims only.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { Labels } from '../../../../world/objects/index.js';
import { volumeBindingArgs, type VolumeBindingArgs } from '../config/args/volume-binding.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost, type PreFilterAnswer } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { AssumedObjects } from '../volumes/assumed-objects.js';
import { areVolumesReady, releaseVolumes, reservedWrites, reserveVolumes, type Reservation } from '../volumes/bindings.js';
import { claimVolumes, podUsesClaim } from '../volumes/claims.js';
import { MIGRATED_PLUGINS } from '../volumes/csi-migration.js';
import { objectChange } from '../volumes/object-change.js';
import { sortClaims, type PodClaims, type VolumeView } from '../volumes/pod-claims.js';
import { volumeLimitBytes } from '../volumes/provisioning.js';
import { volumesOnNode } from '../volumes/volumes-on-node.js';

interface State { picture: number; stamp: number; claims: PodClaims | null; answer: PreFilterAnswer }

/** How often a binding looks whether its volumes are ready. */
const POLL_US = 1_000_000;

/**
 * VolumeBinding: bound volumes must be within reach of the node; a claim that waits for its first consumer gets an existing
 * volume there, or one that can be made there.
 * Differs: the gate StorageCapacityScoring, off by default, does not exist: the plugin never scores.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/volume_binding.go.
 */
export const volumeBinding = definePlugin<VolumeBindingArgs>({ name: 'VolumeBinding', defaults: volumeBindingArgs.defaults, create });

function create({ cluster, statuses }: PluginHost, { bindTimeoutSeconds }: VolumeBindingArgs): Plugin {
  const name = 'VolumeBinding';
  const { objects } = cluster;
  const view: VolumeView = {
    cluster,
    volumes: new AssumedObjects(objects, 'PersistentVolume'),
    claims: new AssumedObjects(objects, 'PersistentVolumeClaim'),
  };
  const volumes = new ClassMemo(claimVolumes);
  const hasEphemeral = new ClassMemo((podClass) => claimVolumes(podClass).some(({ claim }) => claim === null));
  const states = new ClassMemo<State>(() => ({ picture: -1, stamp: 0, claims: null, answer: {} }));
  const reservations = new Map<number, Reservation>();
  let stamp = 0;

  const failed = (error: string): number => statuses.intern({ plugin: name, code: 'Error', reasons: [error] });

  const readClaims = (pod: number, podClass: PodClass, state: State): void => {
    const claims = sortClaims(pod, podClass, volumes.of(podClass), view);
    state.claims = 'reason' in claims ? null : claims;
    state.answer = 'reason' in claims ? { status: statuses.intern({ plugin: name, code: 'UU', reasons: [claims.reason] }) } : {};
  };

  const decide = (podClass: PodClass, node: number): ReturnType<typeof volumesOnNode> => volumesOnNode(
    states.of(podClass).claims!,
    { name: cluster.nodes.names[node]!, labels: cluster.nodes.specs[node]!.template?.metadata.labels ?? NO_LABELS },
    view,
  );

  return {
    name,
    reads: 'cluster',
    events: [
      {
        resource: 'StorageClass', actions: ['Add', 'Update'],
        hint(_pod, _podClass, event) {
          const { before = null, after = null } = objectChange(event, 'StorageClass') ?? {};
          return before === null || JSON.stringify(before.allowedTopologies ?? []) !== JSON.stringify(after?.allowedTopologies ?? []);
        },
      },
      {
        resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'],
        hint: (pod, podClass, event) => podUsesClaim(cluster, pod, podClass, objectChange(event, 'PersistentVolumeClaim')?.after),
      },
      { resource: 'PersistentVolume', actions: ['Add', 'Update'] },
      { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
      {
        resource: 'CSINode', actions: ['Add', 'Update'],
        hint(_pod, _podClass, event) {
          const { before = null, after = null } = objectChange(event, 'CSINode') ?? {};
          return before === null || before.metadata.annotations?.[MIGRATED_PLUGINS] !== after?.metadata.annotations?.[MIGRATED_PLUGINS];
        },
      },
      {
        resource: 'CSIDriver', actions: ['Update'],
        hint(_pod, podClass, event) {
          const { before = null, after = null } = objectChange(event, 'CSIDriver') ?? {};
          return before?.spec.storageCapacity === true && after?.spec.storageCapacity !== true
            && podClass.template?.spec.volumes?.some(({ csi }) => csi?.driver === after?.metadata.name) === true;
        },
      },
      {
        resource: 'CSIStorageCapacity', actions: ['Add', 'Update'],
        hint(_pod, _podClass, event) {
          const { before = null, after = null } = objectChange(event, 'CSIStorageCapacity') ?? {};
          if (before === null || after === null) return after !== null;
          const [limitBefore, limitAfter] = [volumeLimitBytes(before), volumeLimitBytes(after)];
          return limitAfter !== null && (limitBefore === null || limitAfter > limitBefore);
        },
      },
    ],
    prepare(podClass) {
      if (volumes.of(podClass).length === 0) return 0;
      // The claims of ephemeral volumes are the pod's own: no two pods of a class share them.
      if (hasEphemeral.of(podClass)) return ++stamp;
      const state = states.of(podClass);
      const picture = view.claims.version + view.volumes.version + objects.version('StorageClass');
      if (state.picture === picture) return state.stamp;
      state.picture = picture;
      state.stamp = ++stamp;
      readClaims(-1, podClass, state);
      return state.stamp;
    },
    preFilter(podClass, pod) {
      if (volumes.of(podClass).length === 0) return { skip: true };
      const state = states.of(podClass);
      if (hasEphemeral.of(podClass)) readClaims(pod, podClass, state);
      return state.answer;
    },
    filter(podClass, node) {
      const decided = decide(podClass, node);
      if ('reasons' in decided) return statuses.intern({ plugin: name, code: 'UU', reasons: decided.reasons });
      return 'error' in decided ? failed(decided.error) : SUCCESS;
    },
    mayScore: () => false,
    preScore: () => 'skip',
    score: () => 0,
    reserve(pod, podClass, node) {
      if (volumes.of(podClass).length === 0) return SUCCESS;
      const { claims } = states.of(podClass);
      if (claims === null || claims.waiting.length === 0) return SUCCESS;
      const decided = decide(podClass, node);
      if ('error' in decided) return failed(decided.error);
      if ('bindings' in decided) reservations.set(pod, reserveVolumes(decided, cluster.nodes.names[node]!, view));
      return SUCCESS;
    },
    unreserve(pod) {
      const reservation = reservations.get(pod);
      if (reservation === undefined) return;
      releaseVolumes(reservation, view);
      reservations.delete(pod);
    },
    preBind(pod, _podClass, node) {
      const reservation = reservations.get(pod);
      if (reservation === undefined) return { writes: [] };
      return {
        writes: reservedWrites(reservation),
        wait: {
          everyUs: POLL_US,
          timeoutUs: bindTimeoutSeconds * 1_000_000,
          check() {
            const isReady = areVolumesReady(reservation, node, view);
            if (isReady === true) reservations.delete(pod);
            return typeof isReady === 'string' ? failed(`binding volumes: ${isReady}`) : isReady ? SUCCESS : 'wait';
          },
        },
      };
    },
  };
}

const NO_LABELS: Labels = {};
