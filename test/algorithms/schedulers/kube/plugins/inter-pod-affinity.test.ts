import { describe, expect, it } from 'vitest';
import { CHANGE } from '../../../../../src/world/cluster/index.js';
import type { PodAffinityTerm } from '../../../../../src/world/objects/index.js';
import {
  ask, clusterOf, LONELY, near, OPPOSED, pluginOf, podClassOf, preferred, put, required, TAKEN, verdictText, type Answers, type Args, type PodRules,
} from '../affinity/cluster.js';

const NODES = { a1: { zone: 'a', host: 'a1' }, a2: { zone: 'a', host: 'a2' }, b1: { zone: 'b', host: 'b1' }, bare: {} };

/** Asks both versions about a pod among others; they must agree. */
function answers(
  pod: PodRules, others: readonly (readonly [node: keyof typeof NODES, rules: PodRules])[],
  { args = {}, namespaces = {} }: { readonly args?: Partial<Args>; readonly namespaces?: Readonly<Record<string, Readonly<Record<string, string>>>> } = {},
): Answers {
  const cluster = clusterOf(NODES);
  for (const [name, labels] of Object.entries(namespaces)) cluster.objects.put('Namespace', { metadata: { name, labels } });
  for (const [node, rules] of others) put(cluster, podClassOf(cluster, rules), node);
  const podClass = podClassOf(cluster, pod);
  const kept = ask(cluster, pluginOf(cluster, 'kept', args), podClass);
  expect(ask(cluster, pluginOf(cluster, 'rebuilt', args), podClass)).toEqual(kept);
  return kept;
}

const web = { labels: { app: 'web' } };
const db = { labels: { app: 'db' } };

describe('required affinity', () => {
  const toDb = (...terms: readonly PodAffinityTerm[]): PodRules => ({ ...web, affinity: { podAffinity: required(...terms) } });

  it('wants the domain of a matching pod, and the label', () => {
    expect(answers(toDb(near('db', 'zone')), [['a1', db]]).verdicts).toEqual({ a1: 'fits', a2: 'fits', b1: LONELY, bare: LONELY });
  });

  it('counts only pods that match all terms, each at its own domain', () => {
    const both = toDb(near('db', 'zone'), { topologyKey: 'host', labelSelector: { matchLabels: { tier: 'x' } } });
    // The first pod matches one term only. The second matches both: zone a, and host a2.
    const others = [['b1', db], ['a2', { labels: { app: 'db', tier: 'x' } }]] as const;
    expect(answers(both, others).verdicts).toEqual({ a1: LONELY, a2: 'fits', b1: LONELY, bare: LONELY });
  });

  it('lets the first of a group go anywhere that has the label', () => {
    const group: PodRules = { ...db, affinity: { podAffinity: required(near('db', 'zone')) } };
    expect(answers(group, []).verdicts).toEqual({ a1: 'fits', a2: 'fits', b1: 'fits', bare: LONELY });
    // A pod of the group on a node without the label is counted nowhere: the group has no first one yet.
    expect(answers(group, [['bare', db]]).verdicts).toEqual({ a1: 'fits', a2: 'fits', b1: 'fits', bare: LONELY });
    expect(answers(group, [['b1', db]]).verdicts).toEqual({ a1: LONELY, a2: LONELY, b1: 'fits', bare: LONELY });
    // Pods that are not in the group themselves wait for one.
    expect(answers(toDb(near('db', 'zone')), []).verdicts).toEqual({ a1: LONELY, a2: LONELY, b1: LONELY, bare: LONELY });
  });
});

describe('required anti-affinity', () => {
  it('keeps the pod away from matching pods; nodes without the label take it', () => {
    const apart: PodRules = { ...web, affinity: { podAntiAffinity: required(near('db', 'zone')) } };
    expect(answers(apart, [['a1', db]]).verdicts).toEqual({ a1: TAKEN, a2: TAKEN, b1: 'fits', bare: 'fits' });
  });

  it('of an existing pod keeps the pod away', () => {
    const lonesome: PodRules = { ...db, affinity: { podAntiAffinity: required(near('web', 'zone')) } };
    expect(answers(web, [['b1', lonesome]]).verdicts).toEqual({ a1: 'fits', a2: 'fits', b1: OPPOSED, bare: 'fits' });
    // On a node without the label it forbids nothing, and nothing is left to filter.
    expect(answers(web, [['bare', lonesome]]).isSkipped).toBe(true);
    expect(answers(db, [['b1', lonesome]]).isSkipped).toBe(true);
  });

  it('is reported after affinity and before that of existing pods', () => {
    const fussy: PodRules = { labels: { app: 'web' }, affinity: { podAffinity: required(near('db', 'zone')), podAntiAffinity: required(near('db', 'host')) } };
    const others = [['a1', { ...db, affinity: { podAntiAffinity: required(near('web', 'zone')) } }]] as const;
    expect(answers(fussy, others).verdicts).toEqual({ a1: TAKEN, a2: OPPOSED, b1: LONELY, bare: LONELY });
  });
});

describe('namespaces', () => {
  const term = (more: Partial<PodAffinityTerm>): PodRules => ({ ...web, namespace: 'home', affinity: { podAntiAffinity: required(near('db', 'host', more)) } });
  const dbIn = (namespace: string): PodRules => ({ ...db, namespace });
  const others = [['a1', dbIn('home')], ['a2', dbIn('red')], ['b1', dbIn('unknown')]] as const;
  const namespaces = { home: { team: 'h' }, red: { team: 'r' } };
  const notRed = { key: 'team', operator: 'NotIn', values: ['r'] };
  const taken = (pod: PodRules): readonly string[] =>
    Object.entries(answers(pod, others, { namespaces }).verdicts).filter(([, text]) => text === TAKEN).map(([node]) => node);

  it.each<[string, Partial<PodAffinityTerm>, readonly string[]]>([
    ['none named: the pod\'s own', {}, ['a1']],
    ['named ones', { namespaces: ['red', 'unknown'] }, ['a2', 'b1']],
    ['selected by label', { namespaceSelector: { matchLabels: { team: 'r' } } }, ['a2']],
    ['selected and named together', { namespaces: ['unknown'], namespaceSelector: { matchLabels: { team: 'r' } } }, ['a2', 'b1']],
    ['the empty selector: all', { namespaceSelector: {} }, ['a1', 'a2', 'b1']],
    ['a selector that only excludes: all, by upstream\'s slip', { namespaceSelector: { matchExpressions: [notRed] } }, ['a1', 'a2', 'b1']],
    ['selected by a label that must be there', { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] } }, ['a1', 'a2']],
  ])('%s', (_, more, expected) => { expect(taken(term(more))).toEqual(expected); });

  it('of an existing pod\'s terms are matched by the labels of the incoming pod\'s namespace', () => {
    const excluding: PodRules = { ...db, affinity: { podAntiAffinity: required(near('web', 'host', {
      namespaceSelector: { matchExpressions: [notRed] },
    })) } };
    expect(answers({ ...web, namespace: 'red' }, [['a1', excluding]], { namespaces }).isSkipped).toBe(true);
    expect(answers({ ...web, namespace: 'home' }, [['a1', excluding]], { namespaces }).verdicts.a1).toBe(OPPOSED);
    // A namespace that nobody knows has no labels.
    expect(answers({ ...web, namespace: 'unknown' }, [['a1', excluding]], { namespaces }).verdicts.a1).toBe(OPPOSED);
  });

  it('that change their labels are looked at again', () => {
    const cluster = clusterOf(NODES);
    cluster.objects.put('Namespace', { metadata: { name: 'red', labels: {} } });
    put(cluster, podClassOf(cluster, dbIn('red')), 'a2');
    const podClass = podClassOf(cluster, term({ namespaceSelector: { matchLabels: { team: 'r' } } }));
    const kept = pluginOf(cluster, 'kept');
    expect(ask(cluster, kept, podClass).verdicts.a2).toBe('fits');
    cluster.objects.put('Namespace', { metadata: { name: 'red', labels: { team: 'r' } } });
    expect(ask(cluster, kept, podClass).verdicts.a2).toBe(TAKEN);
  });
});

describe('matchLabelKeys and mismatchLabelKeys', () => {
  const pod = (term: Partial<PodAffinityTerm>): PodRules => ({ labels: { app: 'db', ver: '2' }, affinity: { podAntiAffinity: required(near('db', 'host', term)) } });
  const others = [['a1', { labels: { app: 'db', ver: '1' } }], ['a2', { labels: { app: 'db', ver: '2' } }]] as const;

  it('add the pod\'s own values to the selector, as the API server does', () => {
    expect(answers(pod({ matchLabelKeys: ['ver'] }), others).verdicts).toEqual({ a1: 'fits', a2: TAKEN, b1: 'fits', bare: 'fits' });
    expect(answers(pod({ mismatchLabelKeys: ['ver'] }), others).verdicts).toEqual({ a1: TAKEN, a2: 'fits', b1: 'fits', bare: 'fits' });
    expect(answers(pod({ matchLabelKeys: ['absent'] }), others).verdicts).toEqual({ a1: TAKEN, a2: TAKEN, b1: 'fits', bare: 'fits' });
  });

  it('are left as the API server has written them', () => {
    const written = { matchLabelKeys: ['ver'], labelSelector: { matchExpressions: [{ key: 'ver', operator: 'In', values: ['1'] }] } };
    expect(answers(pod(written), others).verdicts).toEqual({ a1: TAKEN, a2: 'fits', b1: 'fits', bare: 'fits' });
  });
});

describe('scores', () => {
  const wish: PodRules = { ...web, affinity: { podAffinity: preferred([30, near('db', 'zone')], [5, near('db', 'host')]), podAntiAffinity: preferred([10, near('web', 'zone')]) } };

  it('add the weights of preferences at each matching pod\'s domain', () => {
    // a1: two db in zone a: 2 x 30; one of them on a1: 5; one web in zone a: -10. b1 and bare: nothing.
    expect(answers(wish, [['a1', db], ['a2', db], ['a2', web]]).scores).toEqual({ a1: 60 + 5 - 10, a2: 60 + 5 - 10, b1: 0, bare: 0 });
  });

  it('add preferences of existing pods about the pod, and their required affinity with its own weight', () => {
    const fond: PodRules = { ...db, affinity: { podAffinity: preferred([7, near('web', 'zone')]), podAntiAffinity: preferred([3, near('web', 'host')]) } };
    const bound: PodRules = { ...db, affinity: { podAffinity: required(near('web', 'zone'), near('web', 'host')) } };
    expect(answers(web, [['a1', fond], ['b1', bound]]).scores).toEqual({ a1: 7 - 3, a2: 7, b1: 2, bare: 0 });
    expect(answers(web, [['a1', fond], ['b1', bound]], { args: { hardPodAffinityWeight: 40 } }).scores).toEqual({ a1: 4, a2: 7, b1: 80, bare: 0 });
    expect(answers(web, [['b1', bound]], { args: { hardPodAffinityWeight: 0 } }).scores).toBeNull();
    expect(answers(web, [['a1', fond]], { args: { ignorePreferredTermsOfExistingPods: true } }).scores).toBeNull();
    // A pod with preferences of its own hears of the others', too.
    expect(answers(wish, [['a1', fond]], { args: { ignorePreferredTermsOfExistingPods: true } }).scores).toEqual({ a1: 35 + 4, a2: 30 + 7, b1: 0, bare: 0 });
  });

  it('are skipped when nothing was counted at all, not when it cancels out', () => {
    expect(answers(wish, [['bare', db]]).scores).toBeNull();
    const torn: PodRules = { ...web, affinity: { podAffinity: preferred([9, near('db', 'zone')]), podAntiAffinity: preferred([9, near('db', 'zone')]) } };
    expect(answers(torn, [['a1', db]]).scores).toEqual({ a1: 0, a2: 0, b1: 0, bare: 0 });
  });

  it.each([
    { raw: [0, 29, 100], normalized: [0, 28, 100] }, // 100 x (29 / 100) is a little less than 29
    { raw: [-5, 0, 2], normalized: [0, 71, 100] }, // 100 x 5 / 7 = 71.4
    { raw: [4, 4, 4], normalized: [0, 0, 0] },
  ])('$raw become $normalized', ({ raw, normalized }) => {
    const scores = Float64Array.from([...raw, 999]);
    pluginOf(clusterOf({}), 'kept').plugin.normalize!(scores, raw.length, new Int32Array(raw.length));
    expect([...scores]).toEqual([...normalized, 999]);
  });
});

describe('pods that come, leave and are moved', () => {
  it('count while they are being deleted', () => {
    const cluster = clusterOf(NODES);
    const apart = podClassOf(cluster, { ...web, affinity: { podAntiAffinity: required(near('db', 'zone')) } });
    const pod = put(cluster, podClassOf(cluster, db), 'a1');
    const kept = pluginOf(cluster, 'kept');
    ask(cluster, kept, apart);
    cluster.terminate(pod);
    expect(ask(cluster, kept, apart).verdicts.a1).toBe(TAKEN);
    cluster.release(pod);
    expect(ask(cluster, kept, apart).verdicts.a1).toBe('fits');
  });

  it('change the number of `prepare` exactly when a skip would change', () => {
    const cluster = clusterOf(NODES);
    const plain = podClassOf(cluster, web);
    const { plugin } = pluginOf(cluster, 'kept');
    const before = plugin.prepare!(plain);
    const fond = put(cluster, podClassOf(cluster, { ...db, affinity: { podAffinity: preferred([1, near('web', 'zone')]) } }), 'a1');
    const scored = plugin.prepare!(plain);
    expect(scored).not.toBe(before);
    put(cluster, podClassOf(cluster, db), 'a2');
    expect(plugin.prepare!(plain)).toBe(scored);
    cluster.release(fond);
    expect(plugin.prepare!(plain)).toBe(before);
  });

  it('leave no trace after a what-if', () => {
    for (const indexes of ['kept', 'rebuilt'] as const) {
      const cluster = clusterOf(NODES);
      const group = podClassOf(cluster, { ...db, affinity: { podAffinity: required(near('db', 'zone')) } });
      const first = put(cluster, group, 'a1');
      const { plugin, host } = pluginOf(cluster, indexes);
      const before = ask(cluster, { plugin, host }, group);
      expect(before.verdicts.b1).toBe(LONELY);
      const node = cluster.pods.node[first]!;
      const outer = cluster.fork();
      plugin.beginWhatIf!(group);
      cluster.unbind(first);
      plugin.podRemoved!(group, first, node);
      // Without the only pod of the group this would be its first one again.
      expect(plugin.filter!(group, cluster.findNode('b1'))).toBe(0);
      const inner = cluster.fork();
      plugin.beginWhatIf!(group);
      cluster.place(first, node);
      plugin.podAdded!(group, first, node);
      expect(plugin.filter!(group, cluster.findNode('b1'))).not.toBe(0);
      cluster.rollback(inner);
      plugin.endWhatIf!(group);
      expect(plugin.filter!(group, cluster.findNode('b1'))).toBe(0);
      cluster.rollback(outer);
      plugin.endWhatIf!(group);
      expect(plugin.filter!(group, cluster.findNode('b1'))).not.toBe(0);
      expect(ask(cluster, { plugin, host }, group)).toEqual(before);
    }
  });
});

describe('a pod that comes in a what-if', () => {
  it.each(['kept', 'rebuilt'] as const)('may bring anti-affinity on a label that nothing was counted by before (%s)', (indexes) => {
    const cluster = clusterOf(NODES);
    const apart = podClassOf(cluster, { ...web, affinity: { podAntiAffinity: required(near('db', 'host')) } });
    const rival = cluster.addPod(podClassOf(cluster, { labels: { app: 'rival' }, affinity: { podAntiAffinity: required(near('web', 'zone')) } }).id, 0);
    put(cluster, podClassOf(cluster, db), 'a1');
    const { plugin, host } = pluginOf(cluster, indexes);
    const before = ask(cluster, { plugin, host }, apart).verdicts;
    expect(before).toEqual({ a1: TAKEN, a2: 'fits', b1: 'fits', bare: 'fits' });
    const fork = cluster.fork();
    plugin.beginWhatIf!(apart);
    cluster.place(rival, cluster.findNode('b1'));
    plugin.podAdded!(apart, rival, cluster.findNode('b1'));
    const verdictOn = (node: string): string => verdictText(plugin.filter!(apart, cluster.findNode(node)), host);
    expect(['a1', 'a2', 'b1'].map(verdictOn)).toEqual([TAKEN, 'fits', OPPOSED]);
    cluster.rollback(fork);
    plugin.endWhatIf!(apart);
    expect(['a1', 'a2', 'b1'].map(verdictOn)).toEqual([TAKEN, 'fits', 'fits']);
    expect(ask(cluster, { plugin, host }, apart).verdicts).toEqual(before);
  });
});

describe('the change log', () => {
  it('is not held back by pods that affinity does not concern', () => {
    const cluster = clusterOf(NODES);
    const plain = podClassOf(cluster, web);
    const { plugin } = pluginOf(cluster, 'kept');
    plugin.prepare!(plain);
    put(cluster, plain, 'a1');
    plugin.prepare!(plain);
    // Nobody reads: entries are only counted, and none is kept.
    expect(() => cluster.log.kindAt(cluster.log.end - 1)).toThrow();
  });

  it('is let go when the last class that affinity concerns has not come for long', () => {
    const cluster = clusterOf(NODES);
    const apart = podClassOf(cluster, { ...web, affinity: { podAntiAffinity: required(near('db', 'zone')) } });
    const plain = podClassOf(cluster, { labels: { app: 'other' } });
    const { plugin } = pluginOf(cluster, 'kept');
    plugin.prepare!(apart);
    put(cluster, plain, 'a1');
    expect(cluster.log.kindAt(cluster.log.end - 1)).toBe(CHANGE.POD_BOUND);
    for (let i = 0; i < 20_000; i++) {
      cluster.release(put(cluster, plain, 'b1'));
      plugin.prepare!(plain);
    }
    expect(() => cluster.log.kindAt(cluster.log.end - 1)).toThrow();
    put(cluster, podClassOf(cluster, db), 'b1');
    plugin.prepare!(apart);
    expect(plugin.filter!(apart, cluster.findNode('b1'))).not.toBe(0);
    expect(plugin.filter!(apart, cluster.findNode('a1'))).toBe(0);
  });
});
