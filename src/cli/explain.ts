import { Argument, Command } from 'commander';
import type { Parameter, Parameters } from '../algorithms/parameters.js';
import { UserError } from '../base/errors.js';
import { formatDurationUs } from '../base/duration.js';
import { wrapped } from '../analysis/verdict/text-table.js';
import { suggest } from '../base/suggest.js';
import { catalogRows, KINDS } from './catalog-rows.js';
import { EXIT } from './exit-codes.js';
import { explainDecision } from './explain-decision.js';
import type { Output } from './output.js';

/** `seatrial explain`: everything known of one algorithm or metric. */
export function explain(output: Output, exit: (code: number) => void): Command {
  const command = new Command('explain')
    .description('explain an algorithm, its parameters and its source, a metric, or a decision of a run')
    .addArgument(new Argument('<kind>', 'what kind of thing').choices(Object.values(KINDS)))
    .argument('<name>', 'its name')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  seatrial explain scheduler first-fit\n  seatrial explain metric scheduling_latency_seconds\n'
      + '  seatrial explain decision results/first default/web-1')
    .action((kind: string, name: string, flags: { json?: boolean }) => {
      const rows = catalogRows(kind);
      const row = rows.find((candidate) => candidate.name === name);
      if (row === undefined) {
        const near = suggest(name, rows.map((candidate) => candidate.name));
        throw new UserError([{
          code: 'CLI001', message: `there is no ${kind} "${name}"`,
          hint: near === null ? `see: seatrial list ${pluralOf(kind)}` : `did you mean "${near}"?`,
        }]);
      }
      output.data(flags.json === true ? `${JSON.stringify(row.details, null, 2)}\n` : textOf(row.details));
      exit(EXIT.FINE);
    });
  return command.addCommand(explainDecision(output, exit));
}

function pluralOf(kind: string): string {
  return Object.entries(KINDS).find(([, singular]) => singular === kind)?.[0] ?? `${kind}s`;
}

function textOf(details: Readonly<Record<string, unknown>>): string {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(details)) {
    if (key === 'parameters') lines.push(...parameterLines(value as Parameters));
    else for (const entry of Array.isArray(value) ? value as readonly unknown[] : [value]) lines.push(...hanging(key.padEnd(11), String(entry)));
  }
  return `${lines.join('\n')}\n`;
}

function parameterLines(parameters: Parameters): string[] {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return ['parameters none'];
  return ['parameters', ...entries.flatMap(([name, parameter]) => [
    ...hanging(`  ${name}: `, rangeOf(parameter)), ...hanging('      ', parameter.description),
  ])];
}

const WIDTH = 80;

/** A text behind its head; further lines stand below its beginning, or a little in where the head is long. */
function hanging(head: string, text: string): string[] {
  const indent = ' '.repeat(Math.min(head.length, 11));
  const lines = wrapped(text, WIDTH - head.length);
  return lines.map((line, i) => (i === 0 ? head : indent) + line);
}

function rangeOf(parameter: Parameter): string {
  const unit = parameter.unit === undefined ? '' : ` ${parameter.unit}`;
  switch (parameter.type) {
    case 'integer':
    case 'number': return `${parameter.type} from ${parameter.min} to ${parameter.max}${unit}, default ${parameter.default}`;
    case 'boolean': return `true or false, default ${String(parameter.default)}`;
    case 'choice': return `${parameter.choices.join(' | ')}, default ${parameter.default}`;
    case 'duration': return `duration from ${formatDurationUs(parameter.min)} to ${formatDurationUs(parameter.max)}, default ${formatDurationUs(parameter.default)}`;
    case 'document': return 'path of a configuration file, default none';
  }
}
