import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../src/analysis/report/report.js';
import type { RunData } from '../../../src/analysis/run-data.js';
import { compareRuns } from '../../../src/analysis/verdict/compare-runs.js';
import { quickstartRun } from '../fixture.js';
import { HOSTILE_NAMES, hostileRun } from '../hostile.js';
import { smallRun } from '../small-run.js';

const info = {
  startedAt: '2026-01-02T03:04:05.000Z', finishedAt: '2026-01-02T03:04:25.000Z', wallSeconds: 20, jobs: 2, cellsRun: 90, cellsKept: 0,
  host: { node: 'v20.20.2', platform: 'linux x64', cpus: 2, cpuModel: 'Some CPU', memoryBytes: 8 * 2 ** 30 },
} as const;
const html = (run: RunData): string => reportHtml(run, { info });
const textOf = (markup: string): string => parseHTML(markup).document.body.textContent.replace(/[\s\u00a0]+/g, ' ');

describe('the report', () => {
  const page = html(quickstartRun());
  const { document } = parseHTML(page);
  const text = textOf(page);

  it('opens with who packed best, by how much, over how many seeds, and what it cost', () => {
    const sentence = document.querySelector('h1').textContent.replace(/\u00a0/g, ' ');
    expect(sentence).toMatch(/^fgd packed best: 95\.\d+ % of GPU capacity allocated, 2\.\d+ points more than best-fit over 10 seeds, /);
    expect(sentence).toMatch(/, at 3\d\d µs per decision \(best-fit: 5\d\.\d µs\)\.$/);
    expect(document.querySelector('header').textContent).toContain('level');
  });

  it('has every section that issue and style ask for', () => {
    const titles = [...document.querySelectorAll('h2')].map((heading) => heading.textContent);
    expect(titles).toEqual([
      'What was run', 'Verdict', 'Variants by metric', 'Latency', 'Packing as demand arrives', 'Convergence',
      'Decision time and cluster size', 'Failures and warnings', 'Definitions',
    ]);
  });

  it('gives equal bytes for equal inputs', () => {
    expect(html(quickstartRun())).toBe(page);
  });

  it('holds nothing that runs or is fetched, and forbids both', () => {
    expect(document.querySelectorAll('script, iframe, object, embed, img, audio, video, form, base, [src], foreignObject, use, image').length).toBe(0);
    expect([...document.querySelectorAll('[href]')].map((element) => element.getAttribute('href')).filter((href) => !/^(#|data:,$)/.test(href))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import|\son\w+=/i);
    expect(document.querySelector('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'/);
  });

  it('names each chart and describes it for those who do not see it', () => {
    const charts = [...document.querySelectorAll('figure svg')];
    expect(charts.length).toBeGreaterThan(10);
    for (const svg of charts) {
      for (const id of svg.getAttribute('aria-labelledby').split(' ')) expect(document.getElementById(id)?.textContent, id).toMatch(/\w/);
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.getAttribute('id'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const heading of document.querySelectorAll('table th')) expect(heading.getAttribute('scope')).toMatch(/^(row|col)$/);
  });

  it('gives numbers with sample count, spread and interval', () => {
    expect(text).toContain('Mean over 10 seeds ± standard deviation');
    expect(text).toMatch(/95\.\d\d % ± 0\.\d\d %95\.\d\d to 95\.\d\d %/);
    expect(text).toMatch(/\+2\.\d\d points\+2\.\d\d to \+2\.\d\d points10 of 100\.0098▲ better/);
  });

  it('shows what never converged as such, and the failed cells with their reason', () => {
    expect(text).toMatch(/broken watch, heals after 30 sedgenevernever0 of 10 seeds10 of 10, 600 s/);
    expect(text).toContain('did-not-converge: 1 of 3 disturbances never settled');
    // No time of the disturbances that did settle stands in for the one that did not.
    expect(text).toMatch(/Convergence, settled max★ 33\.\d s[^★]*s8\d\.\d s[^★]* snever/);
    expect(text).toContain('edge is not ranked (a disturbance never settled)');
  });

  it('defines its metrics and names its sources', () => {
    expect(text).toContain('milli-GPU held by bound pods / milli-GPU of all nodes');
    expect(text).toContain('Weng et al., Beware of Fragmentation, USENIX ATC 2023');
  });

  it('fits exponents of growth with intervals', () => {
    // The fixture's costs grow with exponent 0.85 (fgd) and 0.2 (random), within noise.
    expect(text).toMatch(/fgd.*0\.8\d0\.\d\d to 0\.\d\d, 3 sizes/);
  });

  it('says so when few seeds do not carry the answer', () => {
    expect(textOf(html(quickstartRun({ seeds: 3 })))).toContain('at least 8 seeds are needed to hold this at an error rate of 5 %');
  });

  it('does not call equal what a variant does not measure', () => {
    // Only c has nodes_visited; a, b and c have events, of which b has more.
    const run = smallRun({ a: [1, 2], b: [1, 2], c: [3, 4] }, {
      change: (record) => {
        const events = { metric: 'events', statistic: 'value', value: record.id.variant === 'b' ? 9 : 5 };
        return { ...record, metrics: record.id.variant === 'c' ? [...record.metrics, events] : [events] };
      },
    });
    const verdict = parseHTML(html(run)).document.querySelector('#verdict').textContent.replace(/\s+/g, ' ');
    expect(verdict).toContain('Nodes visitednot measured– not comparable');
    expect(verdict).toMatch(/Events\+4\? inconclusive needs \d seeds= equal/);
  });

  it('can show a comparison with another run', () => {
    const run = quickstartRun();
    const compared = textOf(reportHtml(run, { info, comparison: compareRuns({ ...run, name: 'before' }, run) }));
    expect(compared).toContain('Compared with before');
    expect(compared).toContain('the same decisions in 90 of 90 cells');
  });
});

describe('hostile names', () => {
  const page = html(hostileRun());
  const { document } = parseHTML(page);

  it('end up as text, in full and in order', () => {
    expect(document.querySelectorAll('script, img, b, style').length).toBe(1); // The report's own style sheet.
    const shown = [...document.querySelectorAll('#what-was-run .variants .name')].map((element) => element.textContent);
    expect(shown.slice(0, HOSTILE_NAMES.length)).toEqual(HOSTILE_NAMES.map((name) => (name === '' ? '(no name)' : name.replace('\u0000', '\ufffd'))));
  });

  it('do not leave their isolation, nor their attributes', () => {
    const outside = [...document.querySelectorAll('svg text')].map((element) => element.textContent).join('');
    expect(outside).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(page).not.toMatch(/<[^>]*\son[a-z]+\s*=/i);
  });
});

describe('runs with little in them', () => {
  it.each([
    ['a single cell', smallRun({ a: [1] })],
    ['a run without any result', smallRun({ a: [1], b: [2] }, {
      change: (record) => ({ ...record, outcome: 'crashed', reason: { kind: 'error', message: 'boom' }, metrics: [] }),
    })],
    ['a metric that is 0 everywhere', smallRun({ a: [0, 0], b: [0, 0] }, { metric: 'allocated_ratio_gpu', statistic: 'at_130' })],
    ['cells that are missing', smallRun({ a: [1, 2], b: [1, 2] }, { change: () => null })],
    ['a metric that the catalogue does not know', smallRun({ a: [1, 2], b: [1, 2] }, { metric: 'made_up' })],
    ['twenty variants', smallRun(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`v${i}`, [i + 1, i + 2]])), { metric: 'pods_bound' })],
  ] as const)('make a page: %s', (_, run) => {
    const page = reportHtml(run, { info: null });
    expect(page).toContain('</html>');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});
