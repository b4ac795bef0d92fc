import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fnv1a64 } from '../../../src/conformance/kube-scheduler/fnv.js';
import type { RecordedCase, RecordedDecision, SessionPod } from '../../../src/conformance/kube-scheduler/recording.js';
import { repositoryRoot } from '../../shared.js';
import { compareText } from '../recordings.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object | undefined ? Mutable<T[K]> : T[K] };

function recorded(name: string): string[] {
  return readFileSync(path.join(repositoryRoot, 'test/recorded/kube-scheduler', name), 'utf8').trimEnd().split('\n');
}

/** The first recorded case with a decision of which this holds, with that decision alone. */
function caseWith(name: string, holds: (decision: RecordedDecision) => boolean): RecordedCase {
  for (const line of recorded(name)) {
    const found = JSON.parse(line) as RecordedCase;
    const decision = found.decisions.find(holds);
    if (decision !== undefined) return { ...found, decisions: [decision] };
  }
  throw new Error(`no such decision in ${name}`);
}

/** What is told when one thing in the recording is another. */
function told(original: RecordedCase, change: (decision: Mutable<RecordedDecision>, found: Mutable<RecordedCase>) => void): readonly string[] {
  expect(compareText(JSON.stringify(original)).differences).toEqual([]);
  const changed = JSON.parse(JSON.stringify(original)) as Mutable<RecordedCase>;
  change(changed.decisions[0] as Mutable<RecordedDecision>, changed);
  const { equal, differences } = compareText(JSON.stringify(changed));
  expect(equal).toBe(0);
  return differences.map(({ field }) => field);
}

describe('a recorded decision that is changed', () => {
  const scored = caseWith('plugins/NodeResourcesFit.jsonl', ({ scores, filters }) => scores !== undefined && Object.keys(filters ?? {}).length > 0);
  const post = caseWith('preemption.jsonl', (decision) => (decision.post?.candidates?.length ?? 0) > 0);

  it.each<[string, RegExp, (decision: Mutable<RecordedDecision>, found: Mutable<RecordedCase>) => void]>([
    ['the order of nodes', /^node order$/, (_, found) => { (found.order as string[]).reverse(); }],
    ['a skipped filter', /^preFilter\.skip$/, ({ preFilter }) => { preFilter!.skip = ['TaintToleration']; }],
    ['the code of PreFilter', /^preFilter\.code$/, ({ preFilter }) => { preFilter!.code = 'UU'; }],
    ['a reason', /^fit$/, ({ statuses }) => { for (const status of statuses!) (status as string[])[2] = 'no reason'; }],
    ['a verdict', /^fit$/, (decision) => { decision.fit = decision.fit!.replace('.', '-'); }],
    ['a plugin that filters', /^filter$/, ({ filters }) => { (filters as Record<string, string>)['NodePorts'] = 'a'; }],
    ['a plugin that lets all pass', /^pass$/, (decision) => { decision.pass = ['NodeName']; }],
    ['the nodes evaluated', /^evaluated$/, (decision) => { decision.evaluated!++; }],
    ['the nodes that fit', /^feasible$/, (decision) => { decision.feasible!--; }],
    ['a raw score', /^raw score$/, ({ scores }) => { scores!['NodeResourcesFit']!.raw = scores!['NodeResourcesFit']!.raw.map((raw) => raw + 1); }],
    ['a normalised score', /^normalised score$/, ({ scores }) => { scores!['TaintToleration']!.norm = scores!['TaintToleration']!.raw.map(() => 7); }],
    ['a weight', /^weight$/, ({ scores }) => { scores!['TaintToleration']!.w = 9; }],
    ['a plugin that scores', /^score$/, ({ scores }) => { delete (scores as Record<string, unknown>)['TaintToleration']; }],
    ['a skipped score plugin', /^skipScore$/, (decision) => { decision.skipScore = []; }],
    ['a total', /^total$/, (decision) => { decision.total = decision.total!.map((total) => total + 1); }],
    ['the best nodes', /^best$/, (decision) => { decision.best = ['elsewhere']; }],
    ['the pick', /^pick$/, (decision) => { decision.pick = 'elsewhere'; }],
    ['an error', /^error$/, (decision) => { decision.error = 'out of luck'; }],
  ])('in %s is told', (_what, field, change) => {
    expect(told(scored, change)[0]).toMatch(field);
  });

  it.each<[string, (decision: Mutable<RecordedDecision>) => void]>([
    ['code', ({ post: outcome }) => { outcome!.code = 'U'; }],
    ['eligible', ({ post: outcome }) => { outcome!.eligible = false; }],
    ['potential', ({ post: outcome }) => { outcome!.potential = []; }],
    ['candidates', ({ post: outcome }) => { outcome!.candidates![0]!.victims = ['nobody']; }],
    ['best', ({ post: outcome }) => { outcome!.best = ['elsewhere']; }],
    ['nominated', ({ post: outcome }) => { outcome!.nominated = 'elsewhere'; }],
  ])('in %s of preemption is told', (field, change) => {
    expect(told(post, change)[0]).toBe(`post.${field}`);
  });

  it('is equal with less in it: the pick alone is compared then', () => {
    const { pod, pick } = scored.decisions[0]!;
    expect(compareText(JSON.stringify({ ...scored, decisions: [{ pod, pick }] })).differences).toEqual([]);
    expect(compareText(JSON.stringify({ ...scored, decisions: [{ pod, pick: 'elsewhere' }] })).differences).toMatchObject([{ field: 'pick' }]);
    // Without a pick nothing was placed.
    expect(compareText(JSON.stringify({ ...scored, decisions: [{ pod }] })).equal).toBe(0);
  });

  it('is equal with a second profile beside the default one', () => {
    const config = [
      'apiVersion: kubescheduler.config.k8s.io/v1', 'kind: KubeSchedulerConfiguration',
      'profiles:', '- schedulerName: other', '  percentageOfNodesToScore: 1', '- schedulerName: default-scheduler', '',
    ].join('\n');
    const plain = caseWith('plugins/NodeName.jsonl', ({ pick }) => pick !== undefined);
    expect(plain.config).toBeUndefined();
    expect(compareText(JSON.stringify({ ...plain, config })).differences).toEqual([]);
  });

  it('in its configuration is told as a refusal, and every decision counts as different', () => {
    const { decisions, equal, differences } = compareText(JSON.stringify({ ...scored, config: 'kind: Unknown\n' }));
    expect([decisions, equal]).toEqual([1, 0]);
    expect(differences[0]!.here).toMatch(/^refused: .*apiVersion/s);
  });
});

describe('a recorded session that is changed', () => {
  const lines = recorded('sessions/preempt-all.jsonl');

  /** What is told when the first step of which this holds is changed. */
  function toldOf(holds: (step: SessionPod) => boolean, change: (step: Mutable<SessionPod>) => void): { field: string | undefined; different: number } {
    const at = lines.findIndex((line, i) => {
      const step = JSON.parse(line) as SessionPod;
      return i > 0 && step.op === 'pod' && holds(step);
    });
    const step = JSON.parse(lines[at]!) as Mutable<SessionPod>;
    change(step);
    const { decisions, equal, differences } = compareText(lines.toSpliced(at, 1, JSON.stringify(step)).join('\n'));
    expect(differences[0]!.decision).toBe(`pod ${step.name}`);
    return { field: differences[0]!.field, different: decisions - equal };
  }

  it.each<[string, (step: SessionPod) => boolean, (step: Mutable<SessionPod>) => void]>([
    ['eval', ({ r }) => r.feas > 1, ({ r }) => { r.eval--; }],
    ['feas', ({ r }) => r.feas > 1, ({ r }) => { r.feas--; }],
    ['fail', ({ r }) => r.fail !== undefined, ({ r }) => { r.fail = { 'NodeName:UU': 1 }; }],
    ['max', ({ r }) => r.max !== undefined, ({ r }) => { r.max!++; }],
    ['bestN', ({ r }) => r.bestN !== undefined, ({ r }) => { r.bestN!++; }],
    ['best', ({ r }) => r.best !== undefined, ({ r }) => { r.best = ['elsewhere']; }],
    ['bestHash', ({ r }) => r.bestHash !== undefined, ({ r }) => { r.bestHash = '0'; }],
    ['allHash', ({ r }) => r.allHash !== undefined, ({ r }) => { r.allHash = '0'; }],
    ['post.candidates', ({ post }) => post !== undefined, ({ post }) => { post!.candidates = 99; }],
  ])('in %s is told for that pod alone', (field, holds, change) => {
    expect(toldOf(holds, change)).toEqual({ field, different: 1 });
  });

  it('in the start of a search is told, and again for the pod after it', () => {
    // All 50 nodes are visited, so a search that is said to begin at 7 leaves the next one beginning at 7.
    expect(toldOf(({ r }) => r.feas > 1, ({ r }) => { r.start = 7; })).toEqual({ field: 'start', different: 2 });
  });
});

describe('the hash of a text', () => {
  // Test vectors of the FNV authors, 64 bits, variant 1a (draft-eastlake-fnv, appendix C).
  it.each([['', 'cbf29ce484222325'], ['a', 'af63dc4c8601ec8c'], ['foobar', '85944171f73967e8']])('of "%s" is %s', (text, hash) => {
    expect(fnv1a64(text)).toBe(hash);
  });
});
