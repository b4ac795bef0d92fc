import { describe, expect, it } from 'vitest';
import { catalogued } from '../../../../../src/algorithms/schedulers/kube/added/adapt.js';
import { defineKubePlugin, type KubePluginDefinition } from '../../../../../src/algorithms/schedulers/kube/added/define-kube-plugin.js';
import { Desk } from '../desk.js';

const HEAD = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';

const NO_POST_FILTER = '    postFilter: { disabled: [{ name: "*" }] }\n';

/** The default profile with the plugin at all of its points; nobody makes room, unless `points` says so. */
function enabling(name: string, { points = NO_POST_FILTER, more = '' } = {}): string {
  return `${HEAD}profiles:\n- plugins:\n    multiPoint: { enabled: [{ name: ${name} }] }\n${points}${more}`;
}

function desk(plugin: KubePluginDefinition<never, never>, options: { readonly evaluation?: 'fast' | 'plain'; readonly config?: string } = {}): Desk {
  return new Desk({ unschedulable: 'give-up', plugins: [catalogued(plugin)], config: enabling(plugin.name), ...options });
}

/** The type of a plugin with other parameters or state than none: the catalogue does not look at them. */
const plain = (plugin: unknown): KubePluginDefinition<never, never> => plugin as KubePluginDefinition<never, never>;

describe.each(['fast', 'plain'] as const)('a plugin of a user (%s evaluation)', (evaluation) => {
  it('is asked at each of its points in the order of a cycle', () => {
    const log: string[] = [];
    const note = (text: string): null => { log.push(text); return null; };
    const nosy = defineKubePlugin({
      name: 'Nosy', title: 'Writes down what it is asked',
      preEnqueue: (pod) => note(`preEnqueue ${pod.index}`),
      preFilter: (pod) => note(`preFilter ${pod.index}`),
      filter: (pod, node) => note(`filter ${pod.cpuMilli} ${node.name}`),
      preScore: (_, nodes) => note(`preScore ${nodes.map(({ name }) => name).join(' ')}`),
      score(_, node) { note(`score ${node.name}`); return node.name === 'b' ? 7 : 3; },
      normalize(scores, names) { note(`normalize ${scores.join(' ')} ${names.join(' ')}`); return scores.map((score) => score * 10); },
      reserve: (pod, node) => note(`reserve ${pod.index} ${node.name}`),
      permit: (_, node) => note(`permit ${node.name}`),
      preBind: (_, node) => note(`preBind ${node.name}`),
      bind(_, node) { note(`bind ${node.name}`); return true; },
      postBind: (_, node) => { note(`postBind ${node.name}`); },
    });
    const config = enabling('Nosy', { points: '    bind: { disabled: [{ name: DefaultBinder }] }\n' });
    const at = desk(plain(nosy), { evaluation, config });
    at.node('a', 1000);
    at.node('b', 1000);
    const pod = at.arrive(at.podClass(100));
    expect(at.work()).toEqual([`${pod}@b`]);
    expect(log).toEqual([
      `preEnqueue ${pod}`, `preFilter ${pod}`, 'filter 100 a', 'filter 100 b', 'preScore a b', 'score a', 'score b', 'normalize 3 7 a b',
      `reserve ${pod} b`, 'permit b', 'preBind b', 'bind b', 'postBind b',
    ]);
  });

  it('refuses nodes and pods with its own words', () => {
    const picky = defineKubePlugin({
      name: 'Picky', title: 'Takes nothing',
      preFilter: (pod) => (pod.priority === 5 ? { reason: 'five is no number', preemption: 'cannot-help' } : null),
      filter: (_, node) => (node.name === 'a' ? 'not this one' : null),
    });
    const at = desk(plain(picky), { evaluation });
    at.node('a', 1000);
    expect([at.arrive(at.podClass(100)), ...at.work()]).toEqual([0, 'gave up 0: 0/1 nodes are available: 1 not this one.']);
    expect([at.arrive(at.podClass(100, { priority: 5 })), ...at.work()]).toEqual([1, 'gave up 1: 0/1 nodes are available: five is no number.']);
  });

  it('may narrow the candidates and skip its filter', () => {
    const named = defineKubePlugin({
      name: 'Named', title: 'Node b only; pods of priority 1 anywhere',
      preFilter: (pod) => (pod.priority === 1 ? { skip: true } : { nodeNames: ['b'] }),
      filter: () => 'skipped pods never get here',
    });
    const at = desk(plain(named), { evaluation });
    for (const name of ['a', 'b']) at.node(name, 1000);
    at.arrive(at.podClass(100));
    at.arrive(at.podClass(100, { priority: 1 }));
    expect(at.work()).toEqual(['1@a', "gave up 0: 0/2 nodes are available: 1 node(s) didn't satisfy plugin(s) [Named], 1 skipped pods never get here."]);
  });

  it('takes room back when a later point refuses', () => {
    const log: string[] = [];
    const fickle = defineKubePlugin({
      name: 'Fickle', title: 'Reserves and regrets',
      reserve: (pod) => { log.push(`reserve ${pod.index}`); return null; },
      unreserve: (pod) => { log.push(`unreserve ${pod.index}`); },
      permit: () => 'on second thoughts',
    });
    const at = desk(plain(fickle), { evaluation });
    at.node('a', 1000);
    const pod = at.arrive(at.podClass(100));
    expect(at.work()[0]).toMatch(/^gave up 0: .*on second thoughts/);
    expect(log).toEqual([`reserve ${pod}`, `unreserve ${pod}`]);
  });

  it('sorts the queue in the place of PrioritySort', () => {
    const small = defineKubePlugin({ name: 'SmallFirst', title: 'Small pods first', less: (a, b) => a.cpuMilli < b.cpuMilli });
    const config = `${HEAD}profiles:\n- plugins:\n    queueSort: { enabled: [{ name: SmallFirst }], disabled: [{ name: PrioritySort }] }\n`;
    const at = desk(plain(small), { evaluation, config });
    at.node('a', 1000);
    at.arrive(at.podClass(300, { priority: 9 }));
    at.arrive(at.podClass(100));
    at.arrive(at.podClass(200));
    expect(at.work()).toEqual(['1@a', '2@a', '0@a']);
  });

  it('makes room by what-ifs over the pods of a node', () => {
    const evicting = defineKubePlugin({
      name: 'EvictOne', title: 'Evicts the one pod that is enough',
      postFilter({ nodes, fitsWithout }) {
        for (const node of nodes) {
          const victim = node.pods().find((pod) => fitsWithout(node, [pod]));
          if (victim !== undefined) return { node, victims: [victim] };
        }
        return null;
      },
    });
    const config = enabling('EvictOne', { points: '    postFilter: { disabled: [{ name: "*" }], enabled: [{ name: EvictOne }] }\n' });
    const at = desk(plain(evicting), { evaluation, config });
    at.node('a', 1000);
    const [small, large] = [at.arrive(at.podClass(300)), at.arrive(at.podClass(600))];
    at.work();
    const pod = at.arrive(at.podClass(700));
    // 100 of 1000 are free: without the small pod 400, without the large one 700.
    expect(at.work().filter((line) => line.startsWith('evict'))).toEqual([`evict ${large}`]);
    expect([small, pod]).toEqual([0, 2]);
  });

  it('gets its arguments, and a state of its own', () => {
    const limited = defineKubePlugin({
      name: 'Limited', title: 'So many pods in all',
      parameters: { most: { type: 'integer', default: 5, min: 0, max: 9, description: 'Pods' } },
      state: () => ({ placed: 0 }),
      preFilter: (_, { state, parameters }) => (state.placed < parameters.most ? null : `${parameters.most} are enough`),
      postBind: (_pod, _node, { state }) => { state.placed++; },
    });
    const at = desk(plain(limited), { evaluation, config: enabling('Limited', { more: '  pluginConfig: [{ name: Limited, args: { most: 1 } }]\n' }) });
    at.node('a', 1000);
    at.arrive(at.podClass(100));
    at.arrive(at.podClass(100));
    expect(at.work()).toEqual(['0@a', 'gave up 1: 0/1 nodes are available: 1 are enough.']);
  });

  it.each([[0.5, 'expected a whole number'], [101, 'expected 0 .. 100'], [-1, 'expected 0 .. 100']])('fails with a score of %s', (score, text) => {
    const at = desk(plain(defineKubePlugin({ name: 'Wrong', title: 'Cannot count', score: () => score })), { evaluation });
    at.node('a', 1000);
    at.node('b', 1000);
    at.arrive(at.podClass(100));
    expect(() => at.work()).toThrow(`score of plugin Wrong is ${score}, ${text}`);
  });
});

describe('a plugin that reads the node alone', () => {
  it('decides as when it is asked anew every time', () => {
    const options = {
      name: 'Odd', title: 'Likes nodes with an odd number of pods',
      filter: (_: unknown, node: { readonly podCount: number }) => (node.podCount > 4 ? 'full enough' : null),
      score: (_: unknown, node: { readonly podCount: number }) => (node.podCount % 2) * 100,
    };
    const decisions = (['node', 'cluster'] as const).map((reads) => {
      const at = desk(plain(defineKubePlugin({ ...options, reads })));
      for (const name of ['a', 'b', 'c', 'd']) at.node(name, 10_000);
      const classes = [at.podClass(100), at.podClass(250)];
      for (let i = 0; i < 24; i++) at.arrive(classes[i % 2]!);
      return at.work();
    });
    expect(decisions[0]).toEqual(decisions[1]);
    // Four nodes of at most five pods.
    expect(decisions[0]!.filter((line) => line.includes('@'))).toHaveLength(20);
  });
});

describe('defineKubePlugin', () => {
  it('refuses a plugin without points, with a name of the real program, or with a document', () => {
    expect(() => defineKubePlugin({ name: 'Idle', title: 'Nothing' })).toThrow('plugin Idle has none of preEnqueue, less, preFilter');
    expect(() => defineKubePlugin({ name: 'NodeName', title: 'Taken', filter: () => null })).toThrow('kube-scheduler has a plugin of this name');
    expect(() => defineKubePlugin({
      name: 'Reader', title: 'Reads', filter: () => null, parameters: { file: { type: 'document', default: null, description: 'A file' } },
    })).toThrow('parameter file is a document');
  });
});
