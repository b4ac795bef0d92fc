import type { ManifestScenario, RunInfo } from '../../../harness/store/manifest.js';
import { counted, type ReportContext } from '../context.js';
import { html, named, type Markup } from '../html.js';
import type { Look } from '../palette.js';
import { table } from '../table.js';

/** Scenarios with their questions, variants, seeds and inputs; versions; the machine, for what was timed. */
export function whatWasRun({ run, look }: ReportContext, info: RunInfo | null): Markup {
  const { manifest } = run;
  return html`<section id="what-was-run" aria-labelledby="what-was-run-title"><h2 id="what-was-run-title">What was run</h2>
${manifest.scenarios.map((scenario) => scenarioArticle(scenario, look))}
<dl class="facts">
<div><dt>Seatrial</dt><dd>${manifest.seatrialVersion}, result schema ${manifest.schema}</dd></div>
<div><dt>Plan</dt><dd><code>${manifest.planHash.slice(0, 16)}</code>, ${counted(manifest.cellCount, 'cell')}</dd></div>
${info === null ? null : machine(info)}
</dl>
</section>`;
}

/** The machine, for what was timed. */
function machine({ host, wallSeconds, jobs, cellsRun, cellsKept, finishedAt }: RunInfo): Markup {
  const memory = `${Math.round(host.memoryBytes / 2 ** 30)} GiB`;
  return html`<div><dt>Machine</dt><dd>${host.cpus} × ${host.cpuModel}, ${memory}, ${host.platform}, Node ${host.node}</dd></div>
<div><dt>Took</dt><dd>${wallSeconds.toFixed(1)} s with ${counted(jobs, 'worker')}; ${counted(cellsRun, 'cell')} run,
${cellsKept} kept from before; finished ${finishedAt}</dd></div>`;
}

function scenarioArticle(scenario: ManifestScenario, look: ReportContext['look']): Markup {
  const [first, ...others] = scenario.variants;
  // What all variants have in common is told once.
  const shared = first !== undefined && others.length > 0
    && others.every(({ summary, scheduler }) => summary === first.summary && scheduler === first.scheduler) ? first : null;
  return html`<article class="scenario">
<h3>${named(scenario.name)}</h3>
${paragraphs(scenario.about).map((text) => html`<p class="about"><bdi>${text}</bdi></p>`)}
<p>${counted(scenario.variants.length, 'variant')} × ${counted(Math.max(1, scenario.points.length), 'sweep point')} ×
${counted(scenario.seeds.length, 'seed')} (${seedsText(scenario.seeds)}), from
<span class="name">${scenario.file}</span>.</p>
<ul class="variants">${scenario.variants.map(({ name, scheduler, summary }) => html`
<li>${swatch(look(name))} ${named(name)} ${shared !== null ? null : about(name, scheduler, summary)}</li>`)}
</ul>
${shared === null ? null : html`<p class="small">All of them: ${about('', shared.scheduler, shared.summary)}</p>`}
${scenario.inputs.length === 0 ? null : table({
  caption: 'Input files: rows read, rows left out with the reason, start of the SHA-256.', texts: 5,
  head: ['file', 'format', 'rows', 'left out', 'SHA-256'],
  rows: scenario.inputs.map(({ file, format, rowsRead, dropped, sha256 }) => [
    html`<bdi>${file}</bdi>`, format, String(rowsRead),
    Object.entries(dropped).map(([reason, count]) => `${count}: ${reason}`).join('; ') || 'none', html`<code>${sha256.slice(0, 12)}</code>`,
  ]),
})}
</article>`;
}

/** Paragraphs of a comment: a line goes on with the next one unless it ends a sentence. */
function paragraphs(text: string): string[] {
  const result: string[] = [];
  let isOpen = false;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (isOpen && line !== '') result.push(`${result.pop()!} ${line}`);
    else if (line !== '') result.push(line);
    isOpen = line !== '' && !/[.?!:]$/.test(line);
  }
  return result;
}

/** What a variant is, as far as its name does not say it. */
function about(name: string, scheduler: string, summary: string): Markup | null {
  const parts = [...new Set([scheduler, summary])].filter((part) => part !== '' && part !== name);
  return parts.length === 0 ? null : html`<span class="muted"><bdi>${parts.join(': ')}</bdi></span>`;
}

/** A line as the charts draw it, beside a name. */
export function swatch({ colour, dash }: Look): Markup {
  const line = html`<line x1="1" x2="27" y1="5" y2="5" stroke="${colour}" stroke-width="3" stroke-dasharray="${dash}"/>`;
  return html`<svg class="swatch" viewBox="0 0 28 10" width="28" height="10" aria-hidden="true">${line}</svg>`;
}

/** `42 to 51` for a run of numbers, else the list, at most the first twelve. */
function seedsText(seeds: readonly number[]): string {
  const isRun = seeds.length > 2 && seeds.every((seed, i) => i === 0 || seed === seeds[i - 1]! + 1);
  if (isRun) return `${seeds[0]} to ${seeds.at(-1)}`;
  return seeds.length <= 12 ? seeds.join(', ') : `${seeds.slice(0, 12).join(', ')} …`;
}
