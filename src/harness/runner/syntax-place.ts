import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Where one of some JavaScript files stops being JavaScript. The engine prints the place of a syntax error but does not
 * put it into the error, so each file is checked once more by `node --check`, which runs nothing.
 */
export function syntaxPlace(urls: readonly string[]): { readonly url: string; readonly line: number } | null {
  for (const url of urls) {
    const check = spawnSync(process.execPath, ['--check', fileURLToPath(url)], { encoding: 'utf8', timeout: 10_000 });
    const found = /:(\d+)$/m.exec(check.stderr.split('\n', 1)[0] ?? '');
    if (check.status !== 0 && found !== null) return { url, line: Number(found[1]) };
  }
  return null;
}
