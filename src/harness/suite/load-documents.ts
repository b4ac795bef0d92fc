import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConfigurationText } from '../../algorithms/parameters.js';
import type { SchedulerDefinition } from '../../algorithms/schedulers/contract.js';
import { UserError, type Problem } from '../../base/errors.js';
import { shown } from './shown-path.js';
import type { Locator } from './issues.js';
import type { DecodedScenario } from './schema.js';

/**
 * Puts the text of configuration files into the schedulers' parameters, where decoding left only their paths, and lets
 * each scheduler check its parameters as a whole.
 *
 * @param schedulers  by name, for their checks; one that is missing is not checked
 * @returns the scenario with the texts, and every problem found
 */
export async function loadDocuments(
  scenario: DecodedScenario, folder: string, locator: Locator, schedulers: ReadonlyMap<string, SchedulerDefinition>,
): Promise<{ readonly scenario: DecodedScenario; readonly problems: Problem[] }> {
  const problems: Problem[] = [];
  const variants: DecodedScenario['variants'] = {};
  for (const [name, variant] of Object.entries(scenario.variants)) {
    const { scheduler } = variant;
    const parameters: Record<string, unknown> = { ...scheduler.parameters };
    for (const [key, value] of Object.entries(parameters)) {
      if (!isDocument(value)) continue;
      const text = await readFile(path.resolve(folder, value.file), 'utf8').catch((error: NodeJS.ErrnoException) => error);
      if (typeof text === 'string') {
        parameters[key] = { file: value.file, text } satisfies ConfigurationText;
        continue;
      }
      problems.push({
        code: 'SCN030',
        message: text.code === 'ENOENT' ? `there is no file "${value.file}"` : `the file "${value.file}" cannot be read (${text.code ?? text.message})`,
        ...locator.place(['variants', name, 'scheduler', scheduler.name, key], 'value'),
        hint: 'paths in a scenario start at the scenario file',
      });
    }
    problems.push(...checkParameters(schedulers.get(scheduler.name), parameters, folder, () => locator.place(['variants', name, 'scheduler'], 'key')));
    variants[name] = { ...variant, scheduler: { ...scheduler, parameters } };
  }
  return { scenario: { ...scenario, variants }, problems };
}

function checkParameters(
  scheduler: SchedulerDefinition | undefined, parameters: Readonly<Record<string, unknown>>, folder: string, place: () => ReturnType<Locator['place']>,
): readonly Problem[] {
  // Messages name files as seen from where the command runs; the plan keeps them as the scenario writes them.
  const forMessages = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [
    key, isDocument(value) ? { ...value, file: shown(path.resolve(folder, value.file)) } : value,
  ]));
  try {
    scheduler?.check?.(forMessages as never);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map((problem) => (problem.place === undefined ? { ...problem, ...place() } : problem));
  }
}

function isDocument(value: unknown): value is ConfigurationText {
  return typeof value === 'object' && value !== null && 'file' in value && 'text' in value;
}
