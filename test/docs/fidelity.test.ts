import { describe, expect, it } from 'vitest';
import { BUILT_IN } from '../../src/harness/runner/built-in-catalogues.js';
import { filesUnder } from '../shared.js';
import { readPage } from './page.js';

const page = readPage('fidelity.md');
const definitions = Object.values(BUILT_IN).flatMap((catalogue) => [...catalogue.values()]
  .map(({ kind, name, differs = [] }: { kind: string; name: string; differs?: readonly string[] }) => ({ kind, name, differs })));

describe('docs/fidelity.md', () => {
  it.each(definitions)('tells every difference of the $kind $name, and no other', ({ name, differs }) => {
    const listed = page.split('\n').filter((line) => line.startsWith(`- \`${name}\`: `));
    expect(listed).toEqual(differs.map((text) => `- \`${name}\`: ${text}`));
  });

  it.each(definitions.filter(({ kind }) => kind === 'scheduler' || kind === 'controller'))('says what the $kind $name is tested against', ({ name }) => {
    expect(page.split('\n').some((line) => line.startsWith('| `') && line.split(' | ')[0]!.includes(`\`${name}\``))).toBe(true);
  });

  it('claims recordings of families only that have some', () => {
    const recorded = new Set(filesUnder('test/recorded').map((file) => file.split('/')[2]));
    expect(recorded).toEqual(new Set(['controllers', 'fgd', 'kube-scheduler', 'kube-scheduler-queue', 'manifests', 'scheduler-perf', 'upstream-tests']));
  });
});
