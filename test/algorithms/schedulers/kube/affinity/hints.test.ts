import { describe, expect, it } from 'vitest';
import { Cluster, type NodeSpec } from '../../../../../src/world/cluster/index.js';
import { affinityEvents } from '../../../../../src/algorithms/schedulers/kube/affinity/hints.js';
import type { ClusterEvent, EventAction } from '../../../../../src/algorithms/schedulers/kube/framework/events.js';
import { near, podClassOf, required, type PodRules } from './cluster.js';

const WAITING = 0;
const OTHER = 1;
const cluster = new Cluster();

/** Whether the event wakes a waiting pod with these rules. */
function wakes(rules: PodRules, event: ClusterEvent): boolean {
  const { resource, action } = event;
  const registered = affinityEvents().find((registration) => registration.actions.includes(action)
    && (registration.resource === resource || (registration.resource === 'Pod' && resource.endsWith('Pod'))));
  return registered !== undefined && (registered.hint?.(WAITING, podClassOf(cluster, rules), event) ?? true);
}

function podEvent(action: EventAction, before: PodRules | null, after: PodRules | null, node = 3, pod = OTHER): ClusterEvent {
  const classOf = (rules: PodRules | null): ReturnType<typeof podClassOf> | null => (rules === null ? null : podClassOf(cluster, rules));
  return { resource: node < 0 ? 'UnscheduledPod' : 'AssignedPod', action, pod, node, before: classOf(before), after: classOf(after) };
}

function nodeEvent(action: EventAction, before: Record<string, string> | null, after: Record<string, string>): ClusterEvent {
  const spec = (labels: Record<string, string>): NodeSpec => ({ name: 'n', allocatable: {}, template: { metadata: { name: 'n', labels } } });
  return { resource: 'Node', action, node: 0, before: before === null ? null : spec(before), after: spec(after) };
}

const db: PodRules = { labels: { app: 'db' } };
const web: PodRules = { labels: { app: 'web' } };
const fond: PodRules = { ...web, affinity: { podAffinity: required(near('db', 'zone')) } };
const shy: PodRules = { ...web, affinity: { podAntiAffinity: required(near('db', 'zone')) } };

describe('a pod that affinity rejected is woken', () => {
  it('by a pod that comes to a node and matches all terms', () => {
    const fondOfTwo: PodRules = { ...web, affinity: { podAffinity: required(near('db', 'zone'), { topologyKey: 'zone', labelSelector: { matchLabels: { tier: 'x' } } }) } };
    expect(wakes(fond, podEvent('Add', null, db))).toBe(true);
    expect(wakes(fond, podEvent('Add', null, web))).toBe(false);
    expect(wakes(fond, podEvent('Add', null, db, -1))).toBe(false);
    expect(wakes(fondOfTwo, podEvent('Add', null, db))).toBe(false);
    expect(wakes(fondOfTwo, podEvent('Add', null, { labels: { app: 'db', tier: 'x' } }))).toBe(true);
    expect(wakes(shy, podEvent('Add', null, web))).toBe(false);
  });

  it('not by a pod whose namespace is only selected by labels, as upstream', () => {
    const anywhere = (namespaceSelector: object): PodRules => ({ ...web, affinity: { podAffinity: required(near('db', 'zone', { namespaceSelector })) } });
    expect(wakes(anywhere({ matchLabels: { team: 'r' } }), podEvent('Add', null, { ...db, namespace: 'red' }))).toBe(false);
    expect(wakes(anywhere({}), podEvent('Add', null, { ...db, namespace: 'red' }))).toBe(true);
  });

  it('by a pod that leaves, when anti-affinity of either side was about the other', () => {
    expect(wakes(shy, podEvent('Delete', db, null))).toBe(true);
    expect(wakes(shy, podEvent('Delete', web, null))).toBe(false);
    expect(wakes(db, podEvent('Delete', { ...web, affinity: { podAntiAffinity: required(near('db', 'zone')) } }, null))).toBe(true);
    expect(wakes(fond, podEvent('Delete', db, null))).toBe(false);
  });

  it('by labels that begin to match affinity, or cease to match anti-affinity', () => {
    expect(wakes(fond, podEvent('UpdatePodLabel', web, db))).toBe(true);
    expect(wakes(fond, podEvent('UpdatePodLabel', db, db))).toBe(false);
    expect(wakes(shy, podEvent('UpdatePodLabel', db, web))).toBe(true);
    expect(wakes(shy, podEvent('UpdatePodLabel', web, db))).toBe(false);
    expect(wakes(shy, podEvent('UpdatePodLabel', web, db, -1, WAITING))).toBe(true);
    expect(wakes(shy, podEvent('UpdatePodToleration', web, db, -1, WAITING))).toBe(false);
  });

  it('by a new node: with the key for affinity, any for anti-affinity', () => {
    expect(wakes(fond, nodeEvent('Add', null, { zone: 'a' }))).toBe(true);
    expect(wakes(fond, nodeEvent('Add', null, { rack: 'r' }))).toBe(false);
    expect(wakes(shy, nodeEvent('Add', null, {}))).toBe(true);
    expect(wakes(web, nodeEvent('Add', null, { zone: 'a' }))).toBe(false);
  });

  it('by a node that moves, joins a domain (affinity) or leaves it (anti-affinity); by any change of taints', () => {
    expect(wakes(fond, nodeEvent('UpdateNodeLabel', { zone: 'a' }, { zone: 'b' }))).toBe(true);
    expect(wakes(fond, nodeEvent('UpdateNodeLabel', {}, { zone: 'b' }))).toBe(true);
    expect(wakes(fond, nodeEvent('UpdateNodeLabel', { zone: 'a' }, {}))).toBe(false);
    expect(wakes(fond, nodeEvent('UpdateNodeLabel', { zone: 'a' }, { zone: 'a', rack: 'r' }))).toBe(false);
    expect(wakes(shy, nodeEvent('UpdateNodeLabel', { zone: 'a' }, { zone: 'b' }))).toBe(true);
    expect(wakes(shy, nodeEvent('UpdateNodeLabel', {}, { zone: 'b' }))).toBe(false);
    expect(wakes(shy, nodeEvent('UpdateNodeLabel', { zone: 'a' }, {}))).toBe(true);
    expect(wakes(shy, nodeEvent('UpdateNodeTaint', {}, {}))).toBe(true);
    expect(wakes(shy, nodeEvent('UpdateNodeAllocatable', {}, {}))).toBe(false);
  });
});
