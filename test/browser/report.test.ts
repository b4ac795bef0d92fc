import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/analysis/report/report.js';
import type { RunData } from '../../src/analysis/run-data.js';
import { quickstartRun } from '../analysis/fixture.js';
import { hostileRun } from '../analysis/hostile.js';
import { hasChromium, launchChromium } from './chromium.js';

interface Measured {
  readonly overflow: number;
  readonly spilled: readonly string[];
  readonly faint: readonly string[];
  readonly headline: { readonly top: number; readonly bottom: number };
  readonly background: string;
}

const WIDTHS = [1280, 390, 360];
const CASES = (['light', 'dark'] as const).flatMap((scheme) => WIDTHS.map((width) => ({ scheme, width })));

describe.skipIf(!hasChromium)('the report in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'seatrial-report-'));
    browser = await launchChromium();
    console.log(`screenshots: ${folder}`);
  });
  afterAll(async () => { await browser?.close(); });

  /** Opens a report; gives the page and everything that it asked for or complained about. */
  async function open(name: string, run: RunData, { scheme, width }: typeof CASES[number]): Promise<{ page: Page; requests: string[]; complaints: string[] }> {
    const file = path.join(folder, `${name}.html`);
    await writeFile(file, reportHtml(run, { info: null }));
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: width > 600 ? 800 : 844 } });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => { complaints.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints, requests: requests.filter((url) => url !== pathToFileURL(file).href && url !== 'data:,') };
  }

  /** What sticks out of the page sideways, and what is too faint to read. */
  const measure = (page: Page): Promise<Measured> => page.evaluate(MEASURE);

  it.each(CASES)('is quiet, fits and answers on the first screen: $scheme, $width px', async ({ scheme, width }) => {
    const { page, requests, complaints } = await open('plain', quickstartRun(), { scheme, width });
    const { overflow, spilled, faint, headline, background } = await measure(page);
    expect(overflow).toBe(0);
    expect(spilled).toEqual([]);
    expect(faint).toEqual([]);
    expect(headline.top).toBeGreaterThanOrEqual(0);
    expect(headline.bottom).toBeLessThan(width > 600 ? 300 : 400);
    expect(background).toBe(scheme === 'light' ? 'rgb(253, 253, 252)' : 'rgb(20, 23, 26)');
    // Of the two drawings of each chart exactly one is shown.
    const shown = await page.locator('figure svg:visible').count();
    expect(shown).toBe(await page.locator(`figure .${width > 640 ? 'wide' : 'narrow'} svg`).count());
    await page.screenshot({ path: path.join(folder, `${scheme}-${width}.png`) });
    await page.screenshot({ path: path.join(folder, `${scheme}-${width}-whole.png`), fullPage: true });
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each(CASES)('stays inert and in shape with hostile names: $scheme, $width px', async ({ scheme, width }) => {
    const { page, requests, complaints } = await open('hostile', hostileRun(), { scheme, width });
    const { overflow } = await measure(page);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(overflow).toBe(0);
    expect(await page.title()).toContain('</style></svg><script>');
    await page.screenshot({ path: path.join(folder, `hostile-${scheme}-${width}.png`), fullPage: true });
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('can be read and walked through with scripts switched off and by keyboard', async () => {
    const file = path.join(folder, 'static.html');
    await writeFile(file, reportHtml(quickstartRun(), { info: null }));
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('h1').textContent()).toContain('packed best');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the details');
    await page.locator('summary').first().click();
    expect(await page.locator('details').first().locator('table').isVisible()).toBe(true);
    await context.close();
  });
});

/** Runs in the page, as text: the compiler's environment has no document. */
const MEASURE = `(() => {
  const width = document.documentElement.clientWidth;
  const visible = (element) => element.getClientRects().length > 0;
  // Text that scrolls inside its own frame may be wider than the page; everything else may not.
  const spilled = [...document.querySelectorAll('h1, h2, h3, h4, p, li, figcaption, figure svg, figure svg text, dd')]
    .filter((element) => visible(element) && !element.closest('.scroll, .skip'))
    .filter((element) => { const box = element.getBoundingClientRect(); return box.right > width + 1 || box.left < -1; })
    .map((element) => element.tagName + ' ' + element.textContent.slice(0, 40));
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).slice(0, 3).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = getComputedStyle(document.body).backgroundColor;
  const contrast = (colour) => {
    const [a, b] = [luminance(colour), luminance(background)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const faint = new Set();
  for (const element of document.querySelectorAll('h1, h2, h3, p, li, td, th, caption, figcaption, a, span, dt, dd, svg text')) {
    if (!visible(element) || element.textContent.trim() === '') continue;
    const style = getComputedStyle(element);
    const colour = element.ownerSVGElement ? style.fill : style.color;
    if (contrast(colour) < 4.5) faint.add(element.tagName + ' ' + colour + ' ' + contrast(colour).toFixed(2));
  }
  const box = document.querySelector('h1').getBoundingClientRect();
  return {
    overflow: document.documentElement.scrollWidth - width, spilled, faint: [...faint], background,
    headline: { top: box.top, bottom: box.bottom },
  };
})()`;
