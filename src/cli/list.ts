import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Argument, Command } from 'commander';
import { byCodeUnit } from '../base/by-code-unit.js';
import { ScenarioError } from '../base/errors.js';
import { readScenarioSource } from '../harness/suite/scenario-source.js';
import { catalogRows, KINDS, type CatalogRow } from './catalog-rows.js';
import { EXIT } from './exit-codes.js';
import type { Output } from './output.js';

/** `seatrial list`: what there is to choose from. */
export function list(output: Output, exit: (code: number) => void): Command {
  return new Command('list')
    .description('list what there is to choose from')
    .addArgument(new Argument('<kind>', 'what to list').choices([...Object.keys(KINDS), 'scenarios']))
    .option('--json', 'print everything known as JSON')
    .addHelpText('after', '\nExample:\n  seatrial list schedulers\n  seatrial list metrics --json')
    .action(async (kind: string, flags: { json?: boolean }) => {
      const rows = kind === 'scenarios' ? await scenarioRows() : catalogRows(KINDS[kind]!);
      if (flags.json === true) output.data(`${JSON.stringify(rows.map(({ details }) => details), null, 2)}\n`);
      else {
        const width = Math.max(0, ...rows.map(({ name }) => name.length));
        for (const { name, title } of rows) output.data(`${name.padEnd(width)}  ${title}\n`);
      }
      exit(EXIT.FINE);
    });
}

/** Folder of the scenarios that ship with Seatrial. */
export const SHIPPED_SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** The scenario files of this folder's `scenarios/`, else those that ship with Seatrial. */
async function scenarioRows(): Promise<CatalogRow[]> {
  const root = existsSync('scenarios') ? 'scenarios' : SHIPPED_SCENARIOS;
  const files = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort(byCodeUnit);
  const rows: CatalogRow[] = [];
  for (const file of files) {
    // Other YAML files, such as manifests of several documents, live beside scenarios: what is no scenario is not listed.
    const source = await readScenarioSource(file).catch((error: unknown) => {
      if (!(error instanceof ScenarioError)) throw error;
      return null;
    });
    const name = (source?.data as { scenario?: unknown } | null)?.scenario;
    if (source === null || typeof name !== 'string') continue;
    const question = /Question:\s*([\s\S]*?)(?:\n\s*\n|\n[A-Z][a-z ]+:|$)/.exec(source.about)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';
    rows.push({ name: file, title: question, details: { file, scenario: name, about: source.about } });
  }
  return rows;
}
