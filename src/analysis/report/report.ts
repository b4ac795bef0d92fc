import type { RunInfo } from '../../harness/store/manifest.js';
import type { RunData } from '../run-data.js';
import { compareVariants } from '../verdict/compare-variants.js';
import type { Comparison } from '../verdict/verdict.js';
import { contextOf } from './context.js';
import { html, Markup } from './html.js';
import { answerSection } from './sections/answer.js';
import { convergenceSection } from './sections/convergence.js';
import { decisionTimeSection } from './sections/decision-time.js';
import { definitionsSection } from './sections/definitions.js';
import { demandSection } from './sections/demand.js';
import { latencySection } from './sections/latency.js';
import { measuresSection } from './sections/measures.js';
import { verdictSection } from './sections/verdict.js';
import { warningsSection } from './sections/warnings.js';
import { whatWasRun } from './sections/what-was-run.js';
import { STYLE } from './style.js';

export interface ReportOptions {
  /** Host and times of the run, for the section on how it was run; null when run.json is missing. */
  readonly info: RunInfo | null;
  /** A comparison with another run; without it the variants of this run are compared. */
  readonly comparison?: Comparison;
}

/** Nothing may be loaded and nothing may run, whatever a name in the results says. */
const POLICY = 'default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; base-uri \'none\'; form-action \'none\'';

/** The report of one run: one HTML document without scripts or outside references. Equal inputs give equal bytes. */
export function reportHtml(run: RunData, options: ReportOptions): string {
  const context = contextOf(run);
  const comparison = options.comparison ?? compareVariants(context.run);
  const sections: (readonly [string, string, Markup | null])[] = [
    ['what-was-run', 'What was run', whatWasRun(context, options.info)],
    ['verdict', 'Verdict', verdictSection(context, comparison)],
    ['metrics', 'Metrics', measuresSection(context)],
    ['latency', 'Latency', latencySection(context)],
    ['demand', 'Packing', demandSection(context)],
    ['convergence', 'Convergence', convergenceSection(context)],
    ['decision-time', 'Decision time', decisionTimeSection(context)],
    ['warnings', 'Warnings', warningsSection(context, comparison)],
    ['definitions', 'Definitions', definitionsSection(context)],
  ];
  const shown = sections.filter(([, , markup]) => markup !== null);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${run.name}: Seatrial report</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#what-was-run">Skip to the details</a>
<main>
${answerSection(context)}
<nav aria-label="Sections"><ul>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${shown.map(([, , markup]) => markup)}
</main>
<footer>Seatrial ${run.manifest.seatrialVersion} · one file, no scripts, nothing loaded · equal results give an equal report</footer>
</body>
</html>
`;
  return page.text;
}
