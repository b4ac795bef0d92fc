import type { Allowance, GateDemand, GateRule } from '../../harness/suite/gate-rule.js';
import { findMetric } from '../../world/metrics/catalog.js';
import type { CellGroup } from '../cells.js';
import { changeText } from '../number-text.js';
import { minimumPairs, signedRank } from '../stats/signed-rank.js';
import { summarise } from '../stats/summary.js';
import { isCensored } from './comparable.js';
import { failedCells } from './gate-cell.js';
import type { GateFinding } from './gate-result.js';
import { isConvergenceTime, pairedValues, pairGroups, type ValuePair } from './pairing.js';
import { pValueText } from './judge.js';

type Versus = Extract<GateDemand, { kind: 'versus' }>;
type Answer = Pick<GateFinding, 'status' | 'reason' | 'count' | 'observed' | 'change' | 'interval' | 'pValue'>;

const NOTHING = { count: 0, observed: null, change: null, interval: null, pValue: null } as const;

export interface VersusQuestion {
  readonly head: CellGroup;
  /** The cells to compare with, or why there are none. */
  readonly base: CellGroup | string;
  readonly rule: GateRule;
  readonly demand: Versus;
  readonly modules: ReadonlySet<string>;
  readonly errorRate: number;
}

/**
 * Holds an allowance against the changes of equal seeds. It passes when every seed stays within the allowance, or when
 * the seeds together do at the error rate; it fails when they leave it at the error rate (one-sided signed-rank test);
 * between the two it is inconclusive, and so it is with too few seeds to ever fail.
 */
export function judgeVersus(question: VersusQuestion): Answer {
  const { head, base, rule, demand, modules } = question;
  const [failed] = failedCells(head);
  if (failed !== undefined) return { ...NOTHING, status: failed.status, reason: `seed ${failed.seed}: ${failed.reason}` };
  if (typeof base === 'string') return { ...NOTHING, status: 'not-comparable', reason: base };

  const pairing = pairGroups(base, head, modules);
  if (isConvergenceTime(rule)) {
    const endless = [...head.cells.values()].find(({ record }) => isCensored(record));
    if (endless !== undefined) return { ...NOTHING, status: 'fail', reason: `seed ${endless.record.id.seed}: a disturbance never settled` };
  }
  const values = pairedValues(pairing, rule);
  if (values === null) return { ...NOTHING, status: 'inconclusive', reason: 'the metric is not measured here' };
  if ('reason' in values) return { ...NOTHING, status: 'not-comparable', reason: values.reason };
  return judgePairs(values, question, demand);
}

function judgePairs(pairs: readonly ValuePair[], { rule, errorRate }: VersusQuestion, demand: Versus): Answer {
  const unit = findMetric(rule.metric)?.unit ?? 'count';
  const { mean, interval } = summarise(pairs.map(({ base, head }) => head - base), 1 - 2 * errorRate);
  const common = { count: pairs.length, observed: null, change: mean, interval };
  const needed = minimumPairs(errorRate, 1);
  if (pairs.length < needed) {
    return { ...common, status: 'inconclusive', pValue: null, reason: `${pairs.length} of at least ${needed} seeds` };
  }
  const found = `changed by ${changeText(mean, unit)} over ${pairs.length} seeds`;
  const sides = [
    { allowance: demand.mayRise, sign: 1, word: 'rise' },
    { allowance: demand.mayFall, sign: -1, word: 'fall' },
  ] as const;
  const answers = sides.flatMap(({ allowance, sign, word }) => (
    allowance === null ? [] : [judgeSide(excessOf(pairs, allowance, sign), errorRate, word)]
  ));
  for (const status of ['fail', 'inconclusive'] as const) {
    const answer = answers.find((one) => one.status === status);
    if (answer !== undefined) return { ...common, ...answer, reason: `${found}: ${answer.reason}` };
  }
  const pValue = answers.find((one) => one.pValue !== null)?.pValue ?? null;
  return { ...common, status: 'pass', pValue, reason: `${found}: within what is allowed` };
}

/** How far each pair moves beyond what it may; negative inside. Rounding of the allowance itself is no excess. */
function excessOf(pairs: readonly ValuePair[], allowance: Allowance, sign: 1 | -1): number[] {
  return pairs.map(({ base, head }) => {
    const allowed = allowance.kind === 'absolute' ? allowance.amount : allowance.fraction * Math.abs(base);
    const excess = sign * (head - base) - allowed;
    return Math.abs(excess) <= 1e-12 * Math.max(Math.abs(base), Math.abs(head)) ? 0 : excess;
  });
}

function judgeSide(excess: readonly number[], errorRate: number, word: string): Pick<Answer, 'status' | 'reason' | 'pValue'> {
  if (excess.every((amount) => amount <= 0)) return { status: 'pass', reason: '', pValue: null };
  const { pGreater, pLess } = signedRank(excess);
  const beyond = `${excess.filter((amount) => amount > 0).length} of ${excess.length} seeds ${word} beyond what is allowed`;
  if (pGreater <= errorRate) return { status: 'fail', reason: `${beyond}, p = ${pValueText(pGreater)}`, pValue: pGreater };
  if (pLess <= errorRate) return { status: 'pass', reason: '', pValue: pLess };
  return { status: 'inconclusive', reason: `${beyond}, p = ${pValueText(pGreater)}`, pValue: pGreater };
}
