import type { Answer } from './answer.js';
import { decisionCost, type DecisionCost } from './decision-cost.js';
import { rangeText, valueText } from './number-text.js';
import type { RunData } from './run-data.js';
import { statisticText } from './statistic.js';

/** A piece of a sentence; the emphasised ones are what a hurried reader should see. */
export interface Phrase { readonly text: string; readonly isKey: boolean }

/** How the winner of a metric is spoken of, and what its value is. */
const WORDS: Readonly<Record<string, { readonly won: string; readonly tied: string; readonly of: string }>> = {
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
  const { metric, statistic, ranking, duels, standing } = answer;
  const words = WORDS[metric.name] ?? { won: 'did best', tied: 'did equally well', of: metric.title };
  const [best, second] = ranking;
  if (best === undefined) return [plain('No variant has a full result.')];
  const value = valueText(best.summary.mean, metric.unit);
  const at = statisticText(statistic);
  const what = `${words.of}${at === '' ? '' : metric.unit === 'ratio' ? ` ${at}` : ` (${at})`}`;
  const seeds = seedsText(best.summary.count);
  const cost = costPhrases(run, answer);
  if (second === undefined || duels[0] === undefined) {
    return [key(best.variant), plain(`: `), key(value), plain(` ${what}, mean of ${seeds}, with no other variant to compare with`), ...cost, plain('.')];
  }
  if (standing === 'tied') {
    return [key(best.variant), plain(' and '), key(second.variant), plain(` ${words.tied}: `), key(value), plain(` ${what}, the same for each of ${seeds}`), ...cost, plain('.')];
  }
  const by = differenceText(answer);
  const [duel] = duels;
  const interval = duel.interval === null ? '' : `; 95 % interval ${rangeText(...inOrder(duel.interval.low, duel.interval.high), (bound) => boundText(bound, metric.unit))}`;
  const ahead = `ahead for ${duel.ahead} of ${seeds}`;
  const opening = standing === 'ahead' || duel.ahead === duel.count ? ` ${words.won}` : ' has the best mean';
  const doubt = standing === 'ahead' ? '' : doubtText(answer);
  return [
    key(best.variant), plain(`${opening}: `), key(value), plain(` ${what}, `), key(by), plain(` than `), key(second.variant),
    plain(` (${ahead}${interval})`), ...cost, plain(`${doubt}.`),
  ];
}

/** The same without emphasis. */
export function sentenceText(phrases: readonly Phrase[]): string { return phrases.map(({ text }) => text).join(''); }

/** Cost in words: `0.41 ms` and where it comes from. */
export function costSource(cost: DecisionCost): string {
  if (cost.kind === 'modelled') return `modelled, mean of ${cost.count} ${cost.count === 1 ? 'cell' : 'cells'}`;
  return `measured on ${valueText(cost.nodes ?? 0, 'count')} nodes, median of ${cost.count} batches`;
}

function costPhrases(run: RunData, { scenario, ranking, metric }: Answer): Phrase[] {
  // The price of packing is the search for the place; of other questions decisions are no part.
  if (!metric.name.startsWith('allocated_ratio')) return [];
  const [best, second] = ranking;
  const cost = best === undefined ? null : decisionCost(run, scenario, best.variant);
  if (cost === null) return [];
  const other = second === undefined ? null : decisionCost(run, scenario, second.variant);
  const against = other === null || other.kind !== cost.kind || other.nodes !== cost.nodes ? '' : ` against ${valueText(other.seconds, 'seconds')}`;
  const source = cost.kind === 'modelled' ? ', modelled' : `, measured on ${valueText(cost.nodes ?? 0, 'count')} nodes`;
  return [plain(', at '), key(valueText(cost.seconds, 'seconds')), plain(`${against} per decision${source}`)];
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
  if (few !== undefined) return `; at least ${few.minimumCount} seeds are needed to hold this at an error rate of 5 %`;
  return `; not told apart from ${unclear.map(({ baseVariant }) => baseVariant).join(', ')} at an error rate of 5 %`;
}

function seedsText(count: number): string { return count === 1 ? '1 seed' : `${count} seeds`; }

function key(text: string): Phrase { return { text, isKey: true }; }

function plain(text: string): Phrase { return { text, isKey: false }; }
