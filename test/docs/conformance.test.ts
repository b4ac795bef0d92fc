import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../src/conformance/kinds.js';
import { compareText } from '../conformance/recordings.js';
import { repositoryRoot } from '../shared.js';

const page = readFileSync(path.join(repositoryRoot, 'docs/conformance.md'), 'utf8');

describe('docs/conformance.md', () => {
  it('shows a recording that is replayed, and in which everything is equal', () => {
    const example = /<!-- file: by-hand\.json -->\n```json\n([\s\S]*?)```/.exec(page)![1]!;
    const { kind, decisions, equal, differences } = compareText(JSON.stringify(JSON.parse(example)));
    expect(differences).toEqual([]);
    expect({ kind, decisions, equal }).toEqual({ kind: 'kube-scheduler decisions', decisions: 1, equal: 1 });
  });

  it('has a row for every kind', () => {
    for (const { name } of KINDS) expect(page).toContain(`| ${name} |`);
  });
});
