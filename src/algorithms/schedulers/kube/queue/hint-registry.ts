import type { ClusterEvent, EventAction, EventRegistration, EventResource, QueueingHint } from '../framework/events.js';
import type { Framework } from '../framework/framework.js';
import type { Plugin } from '../framework/plugin.js';
import type { PluginSets } from './plugin-sets.js';

/** A plugin that wants to hear of an event; without a hint the event always wakes the pods that it rejected. */
export interface Listener { readonly plugin: number; readonly hint: QueueingHint | null }

/** Bits of the real action type: an event matches a registration only if its number is not the larger one. */
const ACTION_BITS: Readonly<Record<EventAction, number>> = {
  Add: 1,
  Delete: 2,
  UpdateNodeAllocatable: 4,
  UpdateNodeLabel: 8,
  UpdateNodeTaint: 16,
  UpdateNodeCondition: 32,
  UpdateNodeAnnotation: 64,
  UpdateNodeDeclaredFeature: 128,
  UpdatePodLabel: 256,
  UpdatePodScaleDown: 512,
  UpdatePodToleration: 1024,
  UpdatePodSchedulingGatesEliminated: 2048,
  UpdatePodGeneratedResourceClaim: 4096,
  Update: 8188,
};

const RESOURCES: Readonly<Record<EventResource, number>> = {
  '*': 0, Node: 1, AssignedPod: 2, UnscheduledPod: 3, PersistentVolume: 4, PersistentVolumeClaim: 5, StorageClass: 6, CSINode: 7,
  CSIDriver: 8, CSIStorageCapacity: 9, VolumeAttachment: 10, ResourceClaim: 11, ResourceSlice: 12, DeviceClass: 13,
};

const NOBODY: readonly Listener[] = [];

/**
 * Which plugins want to hear of which events, per profile. A plugin that can reject pods and says nothing hears of
 * everything; one that hears of new nodes, but not of changed taints, is also woken by every change of taints.
 *
 * Source: kubernetes v1.36, pkg/scheduler/scheduler.go (buildQueueingHintMap), framework/types.go (MatchClusterEvents).
 */
export class HintRegistry {
  readonly #sets: PluginSets;
  /** Per profile: every plugin's registrations. */
  readonly #profiles: readonly (readonly { readonly plugin: number; readonly events: readonly EventRegistration[] }[])[];
  readonly #byEvent = new Map<number, readonly (readonly Listener[])[]>();
  readonly #bySet = new Map<number, readonly Listener[]>();
  readonly #concerned = new Map<number, boolean>();

  constructor(sets: PluginSets, frameworks: readonly Framework[]) {
    this.#sets = sets;
    this.#profiles = frameworks.map(({ plugins }) => plugins.filter(canReject).map((plugin) => ({
      plugin: sets.plugin(plugin.name),
      events: plugin.events === undefined ? EVERYTHING : withTaints(plugin.events),
    })));
  }

  /** Whether any plugin of any profile wants to hear of it. */
  concernsAnybody(event: ClusterEvent): boolean {
    return event.resource === '*' || this.#of(event).some((listeners) => listeners.length > 0);
  }

  /** Whether this plugin does, in any profile. */
  concerns(plugin: number, event: ClusterEvent): boolean {
    return event.resource !== '*' && this.#of(event).some((listeners) => listeners.some((listener) => listener.plugin === plugin));
  }

  /** Whether some plugin of a set does, in any profile. */
  concernsSet(set: number, event: ClusterEvent): boolean {
    const key = keyOf(event) * 2 ** 20 + set;
    let answer = this.#concerned.get(key);
    if (answer === undefined) {
      answer = this.#profiles.some((_plugins, profile) => this.listeners(profile, set, event).length > 0);
      this.#concerned.set(key, answer);
    }
    return answer;
  }

  /** The plugins of a set that want to hear of it. */
  listeners(profile: number, set: number, event: ClusterEvent): readonly Listener[] {
    const all = this.#of(event)[profile]!;
    if (all.length === 0) return NOBODY;
    const key = (keyOf(event) * this.#profiles.length + profile) * 2 ** 20 + set;
    let listeners = this.#bySet.get(key);
    if (listeners === undefined) {
      listeners = all.filter(({ plugin }) => this.#sets.has(set, plugin));
      this.#bySet.set(key, listeners);
    }
    return listeners;
  }

  #of(event: ClusterEvent): readonly (readonly Listener[])[] {
    const key = keyOf(event);
    let listeners = this.#byEvent.get(key);
    if (listeners === undefined) {
      listeners = this.#profiles.map((plugins) => plugins.flatMap(({ plugin, events }) =>
        events.filter((registration) => matches(registration, event)).map(({ hint = null }) => ({ plugin, hint }))));
      this.#byEvent.set(key, listeners);
    }
    return listeners;
  }
}

function keyOf({ resource, action }: ClusterEvent): number { return RESOURCES[resource] * 8192 + ACTION_BITS[action]; }

const EVERYTHING: readonly EventRegistration[] = [{ resource: '*', actions: ['Add', 'Delete', 'Update'] }];

function canReject(plugin: Plugin): boolean {
  return plugin.preEnqueue !== undefined || plugin.preFilter !== undefined || plugin.filter !== undefined
    || plugin.reserve !== undefined || plugin.permit !== undefined;
}

function withTaints(events: readonly EventRegistration[]): readonly EventRegistration[] {
  const hears = (action: EventAction): boolean => events.some((registration) =>
    registration.resource === 'Node' && (bitsOf(registration) & ACTION_BITS[action]) !== 0);
  return hears('Add') && !hears('UpdateNodeTaint') ? [...events, { resource: 'Node', actions: ['UpdateNodeTaint'] }] : events;
}

function bitsOf({ actions }: EventRegistration): number {
  return actions.reduce((bits, action) => bits | ACTION_BITS[action], 0);
}

function matches(registration: EventRegistration, event: ClusterEvent): boolean {
  const isAbout = registration.resource === '*' || registration.resource === event.resource
    || (registration.resource === 'Pod' && (event.resource === 'AssignedPod' || event.resource === 'UnscheduledPod'));
  const registered = bitsOf(registration);
  const happened = ACTION_BITS[event.action];
  return isAbout && (registered & happened) !== 0 && happened <= registered;
}
