import { Command } from 'commander';
import { ScenarioError } from '../base/errors.js';
import { scenarioJsonSchema } from '../harness/suite/json-schema.js';
import { loadSuite } from '../harness/suite/load-suite.js';
import type { Override } from '../harness/suite/overrides.js';
import { EXIT } from './exit-codes.js';
import * as options from './options.js';
import type { Output } from './output.js';

interface ValidateFlags { schema?: boolean; json?: boolean; set?: Override[] }

/** `seatrial validate`: checks scenarios and everything they name, replays nothing. */
export function validate(output: Output, exit: (code: number) => void): Command {
  return new Command('validate')
    .description('check scenarios, their inputs and modules; replay nothing')
    .argument('[scenario...]', 'scenario files, or folders of them')
    .option('--schema', 'print the JSON Schema of scenario files, for editors')
    .option('--set <path=value>', 'override a value of the scenario; may be repeated', options.setting)
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', '\nExample:\n  seatrial validate scenarios/quickstart\n  seatrial validate --schema > scenario.schema.json')
    .action(async (paths: string[], flags: ValidateFlags, command: Command) => {
      if (flags.schema === true) {
        output.data(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
        exit(EXIT.FINE);
        return;
      }
      if (paths.length === 0) command.error('error: give a scenario file or folder, or --schema');
      exit(await validateCommand(paths, flags, output));
    });
}

async function validateCommand(paths: readonly string[], flags: ValidateFlags, output: Output): Promise<number> {
  try {
    const suite = await loadSuite({ paths, settings: flags.set ?? [], seeds: null, variants: null, memoryBytes: 2 ** 31 });
    const failed = suite.scenarios.flatMap(({ modules, file }) => modules
      .flatMap(({ label, description }) => (description.loaded ? [] : [{ code: 'SCN050', message: `module ${label} does not load: ${description.message}`, place: { file } }])));
    if (failed.length > 0) throw new ScenarioError(failed);
    const scenarios = suite.scenarios.map(({ name }) => ({ scenario: name, cells: suite.cells.filter(({ task }) => task.plan.id.scenario === name).length }));
    if (flags.json === true) output.data(`${JSON.stringify({ valid: true, scenarios, problems: [] }, null, 2)}\n`);
    else for (const { scenario, cells } of scenarios) output.data(`${scenario}: fine, ${cells} cells\n`);
    return EXIT.FINE;
  } catch (error) {
    if (flags.json !== true || !(error instanceof ScenarioError)) throw error;
    output.data(`${JSON.stringify({ valid: false, scenarios: [], problems: error.problems }, null, 2)}\n`);
    return error.exitCode;
  }
}
