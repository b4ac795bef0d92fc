import type { Convergence } from '../../../replay/result.js';
import { rangeText, valueText } from '../../number-text.js';
import { summarise, type Summary } from '../../stats/summary.js';
import { chart } from '../chart.js';
import { drawConvergence, type ConvergenceRow } from '../charts/convergence.js';
import { counted, type ReportContext, type Scene } from '../context.js';
import { html, named, type Markup } from '../html.js';
import { table } from '../table.js';

/** How long each disturbance took to be answered, per variant. */
export function convergenceSection(context: ReportContext): Markup | null {
  const scenes = context.scenes.filter((scene) => disturbancesOf(scene).length > 0);
  if (scenes.length === 0) return null;
  return html`<section id="convergence" aria-labelledby="convergence-title"><h2 id="convergence-title">Convergence</h2>
<p>Virtual time from a disturbance until the cluster is as desired: the <em>first hit</em>, and <em>settled</em>, from
when on it stays so. A disturbance that was never answered is shown as such, with the time it was watched for; it
takes part in no mean.</p>
${scenes.map((scene) => sceneConvergence(context, scene))}
</section>`;
}

interface Answered {
  readonly variant: string;
  readonly disturbance: string;
  readonly all: readonly Convergence[];
  readonly firstHit: Summary | null;
  readonly settled: Summary | null;
}

function sceneConvergence(context: ReportContext, scene: Scene): Markup {
  const answered = disturbancesOf(scene).map(({ disturbance, index }) => scene.groups.map((group): Answered => {
    const all = [...group.cells.values()].flatMap(({ record }) => record.convergences[index] ?? []);
    return { variant: group.variant, disturbance, all, firstHit: summaryOf(all, 'firstHitSeconds'), settled: summaryOf(all, 'settledSeconds') };
  }));
  return html`<h3>${named(scene.title)}</h3>
<div class="charts">${answered.map((rows, index) => disturbanceChart(context, scene, rows, { index, longest: longestOf(answered.flat()) }))}</div>
${table({
  caption: html`Mean over the seeds that got there, with its 95 % interval; virtual time.`,
  texts: 2,
  head: ['disturbance', 'variant', 'first hit', 'settled', 'settled in', 'never, watched for'],
  rows: answered.flat().map(({ disturbance, variant, all, firstHit, settled }) => [
    named(disturbance), named(variant), timeText(firstHit), timeText(settled), `${settled?.count ?? 0} of ${counted(all.length, 'seed')}`, watchedText(all),
  ]),
})}`;
}

function disturbanceChart(context: ReportContext, scene: Scene, rows: readonly Answered[], { index, longest }: { index: number; longest: number }): Markup {
  const drawn = rows.map(({ variant, all, settled, firstHit }): ConvergenceRow => ({
    look: context.look(variant), firstHit: firstHit?.mean ?? null, settled,
    values: all.map(({ settledSeconds }) => settledSeconds).filter((value) => value !== null),
    never: all.filter(({ settledSeconds }) => settledSeconds === null).length, seeds: all.length,
  }));
  return chart({
    id: `convergence-${scene.key}-${index}`, title: rows[0]!.disturbance,
    description: rows.map(({ variant, settled, all }) => {
      const answer = settled === null ? 'never settled' : valueText(settled.mean, 'seconds');
      return `${variant} ${answer} (${counted(all.length, 'seed')})`;
    }).join(', '),
    caption: html`Settled: small dots are seeds, the large one is their mean. Ring: mean of first hits. ×: never settled.`,
    draw: (width) => drawConvergence({ rows: drawn, longest }, width),
  });
}

/** The disturbances of a scene in their order: equal in every cell, since the scenario states them. */
function disturbancesOf(scene: Scene): { disturbance: string; index: number }[] {
  const longest = scene.groups
    .flatMap((group) => [...group.cells.values()].map(({ record }) => record.convergences))
    .reduce<readonly Convergence[]>((most, one) => (one.length > most.length ? one : most), []);
  return longest.map(({ disturbance }, index) => ({ disturbance, index }));
}

function summaryOf(all: readonly Convergence[], field: 'firstHitSeconds' | 'settledSeconds'): Summary | null {
  const values = all.map((one) => one[field]).filter((value) => value !== null);
  return values.length === 0 ? null : summarise(values);
}

function longestOf(rows: readonly Answered[]): number {
  return Math.max(...rows.flatMap(({ firstHit, settled }) => [firstHit?.max ?? 0, settled?.max ?? 0]));
}

function timeText(summary: Summary | null): Markup {
  if (summary === null) return html`<span class="never">never</span>`;
  const write = (value: number): string => valueText(value, 'seconds');
  const range = summary.interval === null ? '' : rangeText(summary.interval.low, summary.interval.high, write);
  return html`${write(summary.mean)}${range === '' || range === write(summary.mean) ? null : html` <span class="small">${range}</span>`}`;
}

function watchedText(all: readonly Convergence[]): string {
  const watched = all.map(({ censoredAfterSeconds }) => censoredAfterSeconds).filter((value) => value !== null);
  if (watched.length === 0) return '–';
  return `${watched.length} of ${all.length}, ${rangeText(Math.min(...watched), Math.max(...watched), (value) => valueText(value, 'seconds'))}`;
}
