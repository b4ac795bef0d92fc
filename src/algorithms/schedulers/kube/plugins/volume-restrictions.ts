// Hot path: `filter` runs once per node visit, for pods with disks or claims of their own only.
import type { PodClass } from '../../../../world/cluster/index.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { ClaimUse } from '../volumes/claim-use.js';
import { namedClaims, namespaceOf, notFound, usesClaim } from '../volumes/claims.js';
import { disksConflict, disksOf, NO_DISKS } from '../volumes/disk-conflicts.js';
import { objectChange } from '../volumes/object-change.js';

/** What a cycle of a class knows: filled by `prepare`, moved by what-ifs. */
interface State {
  picture: number;
  /** Status of the rejection by PreFilter, or SUCCESS. */
  rejected: number;
  /** Claims of the pod, by name, that only one pod at a time may use. */
  exclusive: readonly string[];
  /** Uses of these claims by other pods. */
  conflicts: number;
}

/**
 * VolumeRestrictions: two pods on one node cannot share certain disks, and a claim with access mode ReadWriteOncePod
 * serves one pod in the whole cluster.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go.
 */
export const volumeRestrictions = definePlugin({ name: 'VolumeRestrictions', defaults: null, create });

function create({ cluster, statuses, indexes }: PluginHost): Plugin {
  const name = 'VolumeRestrictions';
  const { objects } = cluster;
  const taken = statuses.intern({ plugin: name, code: 'U', reasons: ['node(s) had no available disk'] });
  const inUse = statuses.intern({
    plugin: name, code: 'U',
    reasons: ['node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'],
  });
  const disks = new ClassMemo(disksOf);
  const disksOfOthers = new ClassMemo(disksOf);
  const claims = new ClassMemo(namedClaims);
  const states = new ClassMemo<State>(() => ({ picture: -1, rejected: SUCCESS, exclusive: [], conflicts: 0 }));
  const use = new ClaimUse(cluster, indexes);
  /** Conflicts before each open what-if, youngest last. */
  const saved: number[] = [];

  const readClaims = (podClass: PodClass, state: State): void => {
    const exclusive: string[] = [];
    state.rejected = SUCCESS;
    for (const claimName of claims.of(podClass)) {
      const claim = objects.get('PersistentVolumeClaim', `${namespaceOf(podClass)}/${claimName}`);
      if (claim === undefined) {
        state.rejected = statuses.intern({ plugin: name, code: 'UU', reasons: [notFound('persistentvolumeclaim', claimName)] });
        break;
      }
      if (claim.spec.accessModes?.includes('ReadWriteOncePod') === true && !exclusive.includes(claimName)) exclusive.push(claimName);
    }
    state.exclusive = exclusive;
  };

  /** A pod put on a node, or taken off, in a what-if. Upstream compares names of claims only, not their namespaces. */
  const moved = (podClass: PodClass, other: number, sign: 1 | -1): void => {
    const state = states.of(podClass);
    const template = cluster.classes[cluster.pods.classId[other]!]!.template;
    for (const { persistentVolumeClaim } of template?.spec.volumes ?? []) {
      if (persistentVolumeClaim !== undefined && state.exclusive.includes(persistentVolumeClaim.claimName)) state.conflicts += sign;
    }
  };

  return {
    name,
    reads: 'cluster',
    events: [
      {
        resource: 'Pod', actions: ['Delete'],
        hint(_pod, podClass, event) {
          if ((event.resource !== 'AssignedPod' && event.resource !== 'UnscheduledPod') || event.before === null) return false;
          if (namespaceOf(event.before) !== namespaceOf(podClass)) return false;
          if (disksConflict(disksOf(podClass), disksOf(event.before))) return true;
          const freed = namedClaims(event.before);
          return namedClaims(podClass).some((claim) => freed.includes(claim));
        },
      },
      { resource: 'Node', actions: ['Add'] },
      {
        resource: 'PersistentVolumeClaim', actions: ['Add'],
        hint: (_pod, podClass, event) => usesClaim(podClass, objectChange(event, 'PersistentVolumeClaim')?.after),
      },
    ],
    prepare(podClass) {
      use.sync();
      if (claims.of(podClass).length === 0) return 0;
      const state = states.of(podClass);
      const picture = objects.version('PersistentVolumeClaim');
      if (state.picture !== picture) {
        readClaims(podClass, state);
        state.picture = picture;
      }
      if (state.rejected !== SUCCESS) return state.rejected + 2;
      state.conflicts = 0;
      for (const claim of state.exclusive) if (use.has(`${namespaceOf(podClass)}/${claim}`)) state.conflicts++;
      return state.conflicts > 0 ? 2 : 1;
    },
    preFilter(podClass) {
      const hasDisks = disks.of(podClass) !== NO_DISKS;
      if (claims.of(podClass).length === 0) return hasDisks ? {} : { skip: true };
      const { rejected, conflicts } = states.of(podClass);
      if (rejected !== SUCCESS) return { status: rejected };
      return hasDisks || conflicts > 0 ? {} : { skip: true };
    },
    filter(podClass, node) {
      const wanted = disks.of(podClass);
      if (wanted !== NO_DISKS) {
        const { nodes, pods, classes } = cluster;
        for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
          const used = disksOfOthers.of(classes[pods.classId[pod]!]!);
          if (used !== NO_DISKS && disksConflict(wanted, used)) return taken;
        }
      }
      return claims.of(podClass).length > 0 && states.of(podClass).conflicts > 0 ? inUse : SUCCESS;
    },
    beginWhatIf(podClass) { saved.push(states.of(podClass).conflicts); },
    podAdded(podClass, other) { moved(podClass, other, 1); },
    podRemoved(podClass, other) { moved(podClass, other, -1); },
    endWhatIf(podClass) { states.of(podClass).conflicts = saved.pop()!; },
  };
}
