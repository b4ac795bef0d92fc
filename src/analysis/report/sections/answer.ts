import { answerEvidence, answerSentence, costSource, type Phrase } from '../../answer-text.js';
import { isPacking, type Answer } from '../../answer.js';
import { valueKey, valuesOf } from '../../cells.js';
import { decisionCost } from '../../decision-cost.js';
import { valueText } from '../../number-text.js';
import type { RunData } from '../../run-data.js';
import { measureTitle } from '../../statistic.js';
import { chart } from '../chart.js';
import { drawDots, type DotRow } from '../charts/dots.js';
import { drawTradeOff, isFarApart, type TradePoint } from '../charts/trade-off.js';
import { counted, type ReportContext, type Scene } from '../context.js';
import { html, named, type Markup } from '../html.js';

/** The first screen: the answer in a sentence, the answers of the other scenarios, and what they rest on. */
export function answerSection(context: ReportContext): Markup {
  const { run } = context;
  const [first, ...others] = context.answers;
  const failed = run.records.filter(({ outcome }) => outcome !== 'completed').length;
  return html`<header class="answer">
<p class="eyebrow">Seatrial report · ${named(run.name)}</p>
<h1>${first === undefined ? 'No cell of this run has a result that could be compared.' : sentence(answerSentence(run, first))}</h1>
${first === undefined ? null : html`<p class="meta">${evidence(run, first)}</p>`}
${others.length === 0 ? null : html`<ul class="more">${others.map((answer) => html`
<li>${sentence(answerSentence(run, answer))} <span class="meta">${evidence(run, answer)}</span></li>`)}
</ul>`}
<p class="meta">${counted(run.records.length, 'cell')}${failed === 0 ? ', all completed' : html`, <a href="#warnings">${failed} not completed</a>`}.
Same seeds give the same numbers, except wall-clock times.</p>
</header>
${first === undefined ? null : html`<div class="charts">${rankingChart(context, first)}${tradeOffChart(context, first)}</div>`}`;
}

function rankingChart(context: ReportContext, answer: Answer): Markup {
  const scene = sceneOf(context, answer);
  const { metric, statistic, ranking } = answer;
  const rows: DotRow[] = ranking.map(({ variant, summary }) => ({
    look: context.look(variant), summary, text: valueText(summary.mean, metric.unit),
    values: [...scene.groups.find((group) => group.variant === variant)!.cells.values()]
      .map((cell) => valuesOf(cell).get(valueKey({ metric: metric.name, statistic })))
      .filter((value) => value !== undefined),
  }));
  const title = measureTitle(metric, statistic);
  const better = metric.direction === 'more-is-better' ? 'right is better' : 'left is better';
  return chart({
    id: 'ranking', title,
    description: `Variants from best to worst: ${ranking.map(({ variant, summary }) => `${variant} ${valueText(summary.mean, metric.unit)}`).join(', ')}.`,
    caption: html`One dot per seed (${counted(scene.seedCount, 'seed')}), tick and number: mean, bar: 95 % interval of the mean; ${better}. The axis does not start at zero.`,
    draw: (width) => drawDots({
      rows, xLabel: metric.unit === 'ratio' ? '% of capacity' : metric.unit,
      xTick: (value) => valueText(value, metric.unit).replace(/\.?0* %$/, ' %'),
    }, width),
  });
}

/** What being good costs: the metric against the decision time, where that is known for two variants or more. */
function tradeOffChart(context: ReportContext, answer: Answer): Markup | null {
  const { metric, ranking, scenario } = answer;
  if (!isPacking(answer)) return null;
  const points = ranking.flatMap(({ variant, summary }): TradePoint[] => {
    const cost = decisionCost(context.run, scenario, variant);
    return cost === null ? [] : [{ look: context.look(variant), summary, cost }];
  });
  const kind = points[0]?.cost;
  if (kind === undefined || points.length < 2 || points.some(({ cost }) => cost.kind !== kind.kind || cost.nodes !== kind.nodes || cost.seconds <= 0)) return null;
  return chart({
    id: 'trade-off', title: `${metric.title} against the time per decision`,
    description: points.map(({ look, summary, cost }) => `${look.variant}: ${valueText(summary.mean, metric.unit)} at ${valueText(cost.seconds, 'seconds')}`).join('; '),
    caption: html`Mean of ${counted(points[0]!.summary.count, 'seed')} against the time per decision
(${costSource(kind)}${isFarApart(points) ? '; logarithmic' : ''}). Up and left is better.`,
    draw: (width) => drawTradeOff({ points, unit: metric.unit }, width),
  });
}

function evidence(run: RunData, answer: Answer): Markup {
  return html`${named(place(answer))}: <bdi>${answerEvidence(run, answer)}</bdi>`;
}

function sentence(phrases: readonly Phrase[]): Markup {
  return html`${phrases.map(({ text, isKey }) => (isKey ? html`<strong><bdi>${unbroken(text === '' ? '(no name)' : text)}</bdi></strong>` : html`<bdi>${unbroken(text)}</bdi>`))}`;
}

/** Keeps numbers with their units, and names with a hyphen, on one line; very long words must break. */
function unbroken(text: string): Markup {
  const words = text.replace(/(\d) (?=\S)/g, '$1\u00a0').split(' ');
  return html`${words.map((word, index) => html`${index === 0 ? '' : ' '}${/-/.test(word) && word.length <= 24 ? html`<span class="whole">${word}</span>` : word}`)}`;
}

function place({ scenario, point }: Answer): string { return point === '' ? scenario : `${scenario}, ${point}`; }

function sceneOf({ scenes }: ReportContext, answer: Answer): Scene {
  return scenes.find(({ scenario, point }) => scenario === answer.scenario && point === answer.point)!;
}
