import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, repositoryRoot } from './shared.js';

const sources = filesUnder('src')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(path.join(repositoryRoot, name), 'utf8') }));

const PURE = ['src/base', 'src/world', 'src/algorithms', 'src/workloads/generators', 'src/workloads/orders', 'src/replay', 'src/conformance'];
/** Rooms inside of pure ones that are for effects. */
const EFFECTS = ['src/conformance/runner'];

/** Third-party packages and the only folders that may import them; other packages may be imported nowhere. */
const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  commander: ['src/cli'],
  piscina: ['src/harness/runner', 'src/conformance/runner'],
  'csv-stringify': ['src/analysis/export', 'src/harness/store'],
  'csv-parse': ['src/workloads/readers'],
  tinybench: ['src/bench'],
  'd3-array': ['src/analysis'],
  '@observablehq/plot': ['src/analysis/report'],
  linkedom: ['src/analysis/report'],
  zod: ['src/harness'],
  yaml: ['src/workloads/manifests', 'src/harness/suite', 'src/algorithms/schedulers/kube'],
};

describe('imports', () => {
  const allowed = allowedEdges();

  it('follow the table of ARCHITECTURE.md', () => {
    const wrong: string[] = [];
    for (const { name, text } of sources) {
      if (name === 'src/index.ts') continue;
      const from = roomOf(name, allowed);
      for (const specifier of importsOf(text).filter((target) => target.startsWith('.'))) {
        const target = path.posix.join(path.posix.dirname(name), specifier);
        const ok = target.startsWith(`${from}/`) || allowed.get(from)!.some((room) => target.startsWith(`${room}/`));
        if (!ok) wrong.push(`${name} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('form no circle between files', () => {
    expect(findCircle()).toBeNull();
  });

  it('keep families of schedulers apart', () => {
    const wrong = sources.flatMap(({ name, text }) => {
      const family = /^src\/algorithms\/schedulers\/([^/]+)\//.exec(name)?.[1];
      if (family === undefined) return [];
      return importsOf(text)
        .map((specifier) => path.posix.join(path.posix.dirname(name), specifier))
        .filter((target) => /^src\/algorithms\/schedulers\/[^/]+\//.test(target) && !target.startsWith(`src/algorithms/schedulers/${family}/`))
        .map((target) => `${name} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('keep each package in its home', () => {
    const wrong = sources.flatMap(({ name, text }) => importsOf(text)
      .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter((specifier) => !(PACKAGE_HOMES[packageOf(specifier)] ?? []).some((home) => name.startsWith(`${home}/`)))
      .map((specifier) => `${name} imports ${specifier}`));
    expect(wrong).toEqual([]);
  });
});

describe('simulation folders', () => {
  const BANNED: readonly (readonly [string, RegExp])[] = [
    ['a Node module', /from 'node:/],
    ['a clock', /\b(Date\.now|new Date|Date\(|performance\.)/],
    ['Math.random', /Math\.random/],
    ['a timer', /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/],
    ['a promise', /\b(async |await |new Promise|Promise\.)/],
    ['the process', /\bprocess\./],
    ['the console', /\bconsole\./],
    ['the locale', /\b(Intl\.|toLocale|localeCompare)/],
    ['a Math function that differs between engines',
      /Math\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/],
  ];

  it.each(BANNED)('contain no trace of %s', (_what, pattern) => {
    const wrong = pureSources().flatMap(({ name, text }) => withoutComments(text).split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${name}: ${line.trim()}`));
    expect(wrong).toEqual([]);
  });

  it('sort only with a comparator, or typed arrays marked as such', () => {
    const wrong = pureSources().flatMap(({ name, text }) => text.split('\n')
      .filter((line) => /\.(sort|toSorted)\(\)/.test(line) && !/typed array|new \w+\(.*\)\.sort/.test(line))
      .map((line) => `${name}: ${line.trim()}`));
    expect(wrong).toEqual([]);
  });

  it('are found at all', () => {
    expect(pureSources().length).toBeGreaterThan(50);
  });
});

describe('catalogues and index files', () => {
  it('contain export lines only', () => {
    const wrong = sources
      .filter(({ name }) => /(^|\/)(index|catalog)\.ts$/.test(name) && name !== 'src/world/metrics/catalog.ts')
      .flatMap(({ name, text }) => withoutComments(text).replaceAll(/export (type )?\{[^}]*\} from '[^']+';|export \*( as \w+)? from '[^']+';/g, '')
        .split('\n').filter((line) => line.trim() !== '').map((line) => `${name}: ${line}`));
    expect(wrong).toEqual([]);
  });
});

function pureSources(): typeof sources {
  const lies = (name: string, folders: readonly string[]): boolean => folders.some((folder) => name.startsWith(`${folder}/`));
  return sources.filter(({ name }) => lies(name, PURE) && !lies(name, EFFECTS));
}

function allowedEdges(): Map<string, string[]> {
  const page = readFileSync(path.join(repositoryRoot, 'ARCHITECTURE.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (src\/\S+) \| ([^|]*) ?\|$/gm)];
  return new Map(rows.map(([, folder, imports]) => [folder!, imports!.trim().split(/\s+/).filter((room) => room !== '')]));
}

function roomOf(name: string, allowed: ReadonlyMap<string, unknown>): string {
  const rooms = [...allowed.keys()].filter((room) => name.startsWith(`${room}/`));
  expect(rooms, `${name} lies in exactly one room of ARCHITECTURE.md`).toHaveLength(1);
  return rooms[0]!;
}

function importsOf(text: string): string[] {
  return [...withoutComments(text).matchAll(/(?:^|\n)(?:import|export)(?:[^;']*? from)? '([^']+)'|\bimport\('([^']+)'\)/g)]
    .map(([, fixed, dynamic]) => fixed ?? dynamic!);
}

function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '');
}

/** Names of the files on a circle of runtime imports (types are erased and may refer back), or null. */
function findCircle(): string[] | null {
  const edges = new Map(sources.map(({ name, text }) => [name, [...withoutComments(text)
    .matchAll(/(?:^|\n)(?:import|export)(?!\s+type)[^;']*from '(\.[^']+)'/g)]
    .map(([, specifier]) => path.posix.join(path.posix.dirname(name), specifier!).replace(/\.js$/, '.ts'))]));
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): string[] | null => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of edges.get(name) ?? []) {
      const circle = visit(next, [...trail, name]);
      if (circle !== null) return circle;
    }
    done.add(name);
    return null;
  };
  for (const name of edges.keys()) {
    const circle = visit(name, []);
    if (circle !== null) return circle;
  }
  return null;
}
