import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const path = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((candidate) => candidate !== undefined && candidate !== '' && existsSync(candidate));

/** Whether browser tests can run; in CI they must, so there a missing Chromium is a failure. */
export const hasChromium = path !== undefined || (process.env['CI'] ?? '') !== '';

if (!hasChromium) console.warn('browser tests are skipped: no Chromium found; install Debian\'s "chromium" or set CHROMIUM_PATH');

/** A real browser that asks nobody for anything. */
export async function launchChromium(): Promise<Browser> {
  if (path === undefined) throw new Error('no Chromium: install Debian\'s "chromium" or set CHROMIUM_PATH');
  return chromium.launch({
    executablePath: path,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
  });
}
