import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../src/base/errors.js';
import { readDump } from '../../../src/workloads/dump/read-dump.js';

const node = (name: string): object => ({ kind: 'Node', metadata: { name }, status: { allocatable: { cpu: '4', memory: '8Gi' } } });
const pod = (name: string, more: { readonly node?: string; readonly at?: string; readonly phase?: string; readonly requests?: object } = {}): object => ({
  kind: 'Pod',
  metadata: { name, namespace: 'shop', creationTimestamp: more.at ?? '2026-01-01T00:00:00Z' },
  spec: {
    ...more.node === undefined ? {} : { nodeName: more.node },
    containers: [{ name: 'main', resources: { requests: more.requests ?? {} } }],
  },
  status: { phase: more.phase ?? 'Running' },
});
const list = (...items: readonly unknown[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

function problems(text: string): readonly string[] {
  try {
    readDump(text, 'cluster.json');
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

describe('readDump', () => {
  it('sorts pods into bound and pending, oldest first, and counts what it leaves out', () => {
    const dump = readDump(list(
      node('a'),
      pod('young', { node: 'a', at: '2026-01-03T00:00:00Z' }), pod('old', { node: 'a', at: '2026-01-02T00:00:00Z' }),
      pod('waiting'), pod('done', { node: 'a', phase: 'Succeeded' }), pod('lost', { node: 'gone' }),
      { kind: 'ConfigMap', metadata: { name: 'c' } }, { kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'x' } } },
    ), 'cluster.json');
    expect(dump.bound.map(({ metadata }) => metadata.name)).toEqual(['old', 'young']);
    expect(dump.pending.map(({ metadata }) => metadata.name)).toEqual(['waiting']);
    expect(dump.objects.map(({ kind }) => kind)).toEqual(['Namespace']);
    expect(dump.counts).toEqual({
      rowsRead: 8,
      dropped: { 'kind ConfigMap, which no scheduler looks at': 1, 'pods that have ended': 1, 'pods on nodes that are not in the dump': 1 },
    });
  });

  it.each([
    ['{', /^not JSON: /],
    ['[]', /^expected a List with items/],
    [list(), /^there is no Node in it/],
    [list(node('a'), { kind: 'Pod' }), /^items\[1\] \(Pod\): it has no metadata\.name/],
    [list(node('a'), node('a')), /^items\[1\] \(Node a\): occurs a second time/],
    [list({ kind: 'Node', metadata: { name: 'a' } }), /^items\[0\] \(Node a\): it has no status\.allocatable/],
    [list(node('a'), pod('p', { requests: { cpu: 'much' } })),
      /^items\[1\] \(Pod p\): spec\.containers\[0\]\.resources\.requests\.cpu: "much" is no quantity/],
    [list(node('a'), { kind: 'Pod', metadata: { name: 'p' }, spec: {} }), /^items\[1\] \(Pod p\): it has no spec\.containers/],
    [list(node('a'), { kind: 'Service', metadata: { name: 's' } }), /^items\[1\] \(Service s\): it has no spec/],
  ])('refuses %s', (text, message) => { expect(problems(text)[0]).toMatch(message); });

  it('tells twenty problems and how many more there are', () => {
    const told = problems(list(node('a'), ...Array.from({ length: 31 }, () => ({ kind: 'Pod' }))));
    expect([told.length, told.at(-1)]).toEqual([21, 'and 11 more problems']);
  });

  it('takes hostile names as names', () => {
    const dump = readDump(`{"items":[${JSON.stringify(node('__proto__'))},{"kind":"Pod","metadata":{"name":"constructor"},"spec":{"containers":[]}}]}`, 'f');
    expect([dump.nodes[0]!.metadata.name, dump.pending[0]!.metadata.name]).toEqual(['__proto__', 'constructor']);
  });
});
