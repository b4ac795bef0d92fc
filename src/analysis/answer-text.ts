import { isPacking, type Answer } from './answer.js';
import { decisionCost, type DecisionCost } from './decision-cost.js';
import { rangeText, valueText } from './number-text.js';
import type { RunData } from './run-data.js';
import { measureTitle } from './statistic.js';

/** A piece of a sentence; the emphasised ones are what a hurried reader should see. */
export interface Phrase { readonly text: string; readonly isKey: boolean }

/** How the winner of a metric is spoken of, and what its value is. */
const WORDS: Readonly<Record<string, { readonly won: string; readonly tied: string; readonly of: string }>> = {
  headroom_pods: { won: 'has room for most', tied: 'have room for equally many', of: 'more' },
  allocated_ratio_gpu: { won: 'packed best', tied: 'packed equally well', of: 'of GPU capacity allocated' },
  allocated_ratio_cpu: { won: 'packed best', tied: 'packed equally well', of: 'of CPU capacity allocated' },
  convergence_settled_seconds: { won: 'converged fastest', tied: 'converged equally fast', of: 'until settled' },
  startup_latency_seconds: { won: 'started pods soonest', tied: 'started pods equally soon', of: 'from creation to ready' },
  scheduling_latency_seconds: { won: 'placed pods soonest', tied: 'placed pods equally soon', of: 'from creation to binding' },
  pods_bound: { won: 'placed most pods', tied: 'placed equally many pods', of: 'pods placed' },
  makespan_seconds: { won: 'finished first', tied: 'finished at the same time', of: 'until the last event' },
};

/** The answer of a scenario in one sentence: who is best, by how much, over how many seeds, at which cost. */
export function answerSentence(run: RunData, answer: Answer): Phrase[] {
  const { metric, ranking, duels, standing } = answer;
  const words = wordsOf(answer);
  const [best, second] = ranking;
  if (best === undefined) return [plain('No variant has a full result.')];
  const value = [key(valueText(best.summary.mean, metric.unit)), plain(` ${words.of}`)];
  const seeds = seedsText(best.summary.count);
  const cost = costPhrases(run, answer);
  const [duel] = duels;
  if (second === undefined || duel === undefined) {
    return [key(best.variant), plain(': '), ...value, plain(`, mean of ${seeds}`), ...cost, plain(', with nothing to compare it with.')];
  }
  if (standing === 'tied') {
    const tied = [best.variant, ...duels.filter(({ verdict }) => verdict === 'equal').map(({ baseVariant }) => baseVariant)];
    const names = tied.flatMap((name, i) => (i === 0 ? [key(name)] : [plain(i === tied.length - 1 ? ' and ' : ', '), key(name)]));
    return [...names, plain(` ${words.tied}: `), ...value, plain(` over ${seeds}, equal in each`), ...cost, plain('.')];
  }
  const opening = standing === 'ahead' || duel.ahead === duel.count ? ` ${words.won}: ` : ' has the best mean: ';
  return [
    key(best.variant), plain(opening), ...value, plain(', '), key(differenceText(answer)), plain(' than '), key(second.variant),
    plain(` over ${seeds}`), ...cost, plain(standing === 'ahead' ? '.' : `; ${doubtText(answer)}.`),
  ];
}

/** What the sentence rests on, for a smaller print: conditions, interval, seeds ahead, where the decision time is from. */
export function answerEvidence(run: RunData, answer: Answer): string {
  const { metric, statistic, ranking, duels, scenario, unranked } = answer;
  const [duel] = duels;
  const parts = [measureTitle(metric, statistic)];
  if (duel !== undefined && duel.verdict !== 'equal') {
    parts.push(`ahead for ${duel.ahead} of ${seedsText(duel.count)}`);
    if (duel.interval !== null) {
      const bounds = inOrder(duel.interval.low, duel.interval.high);
      parts.push(`95 % interval of the difference ${rangeText(...bounds, (bound) => boundText(bound, metric.unit))}`);
    }
  }
  const cost = ranking[0] === undefined || !isPacking(answer) ? null : decisionCost(run, scenario, ranking[0].variant);
  if (cost !== null) parts.push(`decision time ${costSource(cost)}`);
  for (const { variant, reason } of unranked) parts.push(`${variant} is not ranked (${reason})`);
  return `${parts.join('; ')}.`;
}

/** The same without emphasis. */
export function sentenceText(phrases: readonly Phrase[]): string { return phrases.map(({ text }) => text).join(''); }

/** Cost in words: `0.41 ms` and where it comes from. */
export function costSource(cost: DecisionCost): string {
  if (cost.kind === 'modelled') return `modelled, mean of ${cost.count} ${cost.count === 1 ? 'cell' : 'cells'}`;
  return `measured on ${valueText(cost.nodes ?? 0, 'count')} nodes, median of ${cost.count} batches`;
}

function costPhrases(run: RunData, answer: Answer): Phrase[] {
  const [best, second] = answer.ranking;
  const cost = best === undefined || !isPacking(answer) ? null : decisionCost(run, answer.scenario, best.variant);
  if (cost === null) return [];
  const other = second === undefined ? null : decisionCost(run, answer.scenario, second.variant);
  const isAlike = other !== null && other.kind === cost.kind && other.nodes === cost.nodes;
  const against = second !== undefined && isAlike ? ` (${second.variant}: ${valueText(other.seconds, 'seconds')})` : '';
  return [plain(', at '), key(valueText(cost.seconds, 'seconds')), plain(` per decision${against}`)];
}

function wordsOf({ metric }: Answer): { won: string; tied: string; of: string } {
  return WORDS[metric.name] ?? { won: 'did best', tied: 'did equally well', of: metric.title };
}

/** `2.31 points more`: the first duel is best against second. */
function differenceText({ duels, metric }: Answer): string {
  const difference = duels[0]?.difference ?? 0;
  return `${boundText(Math.abs(difference), metric.unit)} ${difference < 0 ? 'less' : 'more'}`;
}

function boundText(value: number, unit: Answer['metric']['unit']): string {
  return unit === 'ratio' ? valueText(value, unit).replace(/%$/, 'points') : valueText(value, unit);
}

/** Intervals of "less" are told by their size. */
function inOrder(low: number, high: number): [number, number] {
  return high <= 0 ? [Math.abs(high), Math.abs(low)] : [low, high];
}

function doubtText({ duels }: Answer): string {
  const unclear = duels.filter(({ verdict }) => verdict !== 'better');
  const few = unclear.find(({ count, minimumCount }) => count < minimumCount);
  if (few !== undefined) return `at least ${few.minimumCount} seeds are needed to hold this at an error rate of 5 %`;
  return `not told apart from ${unclear.map(({ baseVariant }) => baseVariant).join(', ')} at an error rate of 5 %`;
}

function seedsText(count: number): string { return count === 1 ? '1 seed' : `${count} seeds`; }

function key(text: string): Phrase { return { text, isKey: true }; }

function plain(text: string): Phrase { return { text, isKey: false }; }
