import { Command } from 'commander';
import type { DecisionExplanation, ScoredNode } from '../algorithms/schedulers/explanation.js';
import { UserError } from '../base/errors.js';
import { suggest } from '../base/suggest.js';
import { askCell, openRun, type AskableRun, type CellChoice } from '../harness/explain/ask-cell.js';
import { describeCell } from '../harness/store/cell-key.js';
import type { Testimony } from '../replay/result.js';
import { EXIT } from './exit-codes.js';
import type { Output } from './output.js';
import * as options from './options.js';

interface Flags {
  readonly scenario?: string;
  readonly variant?: string;
  readonly point?: string;
  readonly seed?: number;
  readonly against?: string;
  readonly versus?: string;
  readonly json?: boolean;
}

/** `seatrial explain decision`: why a pod went where it went, or where two runs part. */
export function explainDecision(output: Output, exit: (code: number) => void): Command {
  return new Command('decision')
    .description('replay one cell of a run and tell why a pod went where it went; with --against or --versus, which decision of two cells differs first, and why')
    .argument('<run>', 'run folder')
    .argument('[pod]', 'pod as pods.csv names it; may be left out with --against or --versus')
    .option('--scenario <name>', 'scenario of the cell (default: the first)')
    .option('--variant <name>', 'variant of the cell (default: the first)')
    .option('--point <point>', 'sweep point of the cell (default: the first)')
    .option('--seed <seed>', 'seed of the cell (default: the first)', options.positiveInteger)
    .option('--against <run>', 'another run, whose cell is compared')
    .option('--versus <variant>', 'another variant, whose cell is compared')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  seatrial explain decision results/first default/web-1 --variant kube\n'
      + '  seatrial explain decision results/first --variant kube --versus best-fit')
    // A command below a command gets no settings of the program.
    .exitOverride()
    .showHelpAfterError('(see: seatrial explain decision --help)')
    .action(async (folder: string, pod: string | undefined, _: unknown, command: Command) => {
      // Options that `explain` knows too, such as --json, end up there.
      const flags = command.optsWithGlobals<Flags>();
      const run = await openRun(folder);
      const text = flags.against === undefined && flags.versus === undefined
        ? await explainPod(run, pod, flags)
        : await explainDifference(run, pod, flags);
      output.data(text);
      exit(EXIT.FINE);
    });
}

async function explainPod(run: AskableRun, pod: string | undefined, flags: Flags): Promise<string> {
  if (pod === undefined) {
    throw new UserError([{ code: 'CLI003', message: 'which pod?', hint: 'name one of pods.csv, or compare two cells with --against or --versus' }]);
  }
  const { record, testimony } = await askCell(run, flags, { pod });
  const decisions = testimony.decisions.filter((decision) => decision.pod === pod || decision.pod === `default/${pod}`);
  if (decisions.length === 0 && testimony.attempts.length === 0) {
    const near = suggest(pod, [...new Set(testimony.decisions.map((decision) => decision.pod))].slice(0, 10_000));
    throw new UserError([{
      code: 'CLI004', message: `no decision in "${describeCell(record.id)}" is about a pod "${pod}"`,
      hint: near === null ? 'pods.csv of the run has the names' : `did you mean "${near}"?`,
    }]);
  }
  if (flags.json === true) return `${JSON.stringify({ cell: record.id, decisions, attempts: testimony.attempts }, null, 2)}\n`;
  return `${[describeCell(record.id), ...podLines(pod, decisions, testimony.attempts)].join('\n')}\n`;
}

/** The first decision of two cells that is not the same, and how each side came to its own. */
async function explainDifference(run: AskableRun, pod: string | undefined, flags: Flags): Promise<string> {
  const other = flags.against === undefined ? run : await openRun(flags.against);
  const sides: readonly { readonly run: AskableRun; readonly choice: CellChoice }[] = [
    { run, choice: flags }, { run: other, choice: { ...flags, variant: flags.versus ?? flags.variant } },
  ];
  const [a, b] = await Promise.all(sides.map(async (side) => askCell(side.run, side.choice, { pod: pod ?? null })));
  const at = firstDifference(a!.testimony, b!.testimony);
  const titles = [a!, b!].map(({ record }, i) => `${sides[i]!.run.folder}: ${describeCell(record.id)}`);
  if (at < 0) {
    const count = a!.testimony.decisions.length;
    return flags.json === true ? `${JSON.stringify({ equal: true, decisions: count }, null, 2)}\n`
      : `${titles.join('\n')}\nall ${count} decisions are the same\n`;
  }
  const asked = pod ?? (a!.testimony.decisions[at] ?? b!.testimony.decisions[at])!.pod;
  const answers = pod !== undefined ? [a!, b!] : await Promise.all(sides.map(async (side) => askCell(side.run, side.choice, { pod: asked })));
  const differences = [a!, b!].map(({ testimony }) => testimony.decisions[at] ?? null);
  if (flags.json === true) {
    return `${JSON.stringify({ equal: false, index: at, decisions: differences, attempts: answers.map(({ testimony }) => testimony.attempts) }, null, 2)}\n`;
  }
  const lines = [`decision ${at + 1} is the first that differs`];
  answers.forEach(({ testimony }, i) => {
    const decision = differences[i] ?? null;
    lines.push('', titles[i]!, `  decision ${at + 1}: ${decision === null ? 'there is none' : decisionText(decision)}`);
    lines.push(...podLines(asked, testimony.decisions.filter((one) => one.pod === asked), testimony.attempts));
  });
  return `${lines.join('\n')}\n`;
}

function firstDifference(a: Testimony, b: Testimony): number {
  const most = Math.max(a.decisions.length, b.decisions.length);
  for (let i = 0; i < most; i++) {
    const [x, y] = [a.decisions[i], b.decisions[i]];
    // When something is decided depends on how long decisions take; what is decided is compared.
    if (x?.verb !== y?.verb || x?.pod !== y?.pod || x?.node !== y?.node) return i;
  }
  return -1;
}

function podLines(pod: string, decisions: Testimony['decisions'], attempts: readonly DecisionExplanation[]): string[] {
  const lines = ['', `pod ${pod}`, ...decisions.map((decision) => `  ${decisionText(decision)}`)];
  if (attempts.length === 0) lines.push('  this scheduler does not tell how it decides');
  for (const attempt of attempts) lines.push('', ...attemptLines(attempt).map((line) => `  ${line}`));
  return lines;
}

function decisionText({ atUs, verb, pod, node }: Testimony['decisions'][number]): string {
  const what = verb === 'bind' ? `${pod} is bound to ${node}` : verb === 'give-up' ? `${pod} is given up` : `${pod} is evicted from ${node}`;
  return `${(atUs / 1e6).toFixed(6)} s  ${what}`;
}

function attemptLines({ attempt, atUs, nodes, visited, feasible, rejected, filtered, best, tied, chosen, message }: DecisionExplanation): string[] {
  const lines = [`attempt ${attempt} at ${(atUs / 1e6).toFixed(6)} s: ${chosen === null ? 'no node' : `node ${chosen}`}`];
  if (rejected !== null) return [...lines, `  rejected before any node was looked at by ${rejected.plugin}: ${rejected.reasons.join(', ')}`];
  lines.push(`  ${visited} of ${nodes} nodes looked at, ${feasible} feasible`);
  for (const group of filtered) {
    const isFinal = group.code === 'U' ? '' : ' (evicting pods would not help)';
    lines.push(`  ${String(group.nodes).padStart(6)}  ${group.plugin}: ${group.reasons.join(', ')}${isFinal}, for example ${group.example}`);
  }
  if (best.length > 0) lines.push(...scoreLines(best, tied));
  else if (chosen === null && message !== '') lines.push(`  ${message}`);
  return lines;
}

const WIDTH = 80;
/** Longer names of nodes lose their beginning. */
const WIDEST_NODE = 20;

/** Nodes as columns, plugins as rows: as many nodes as fit 80 characters. */
function scoreLines(ranked: readonly ScoredNode[], tied: number): string[] {
  const plugins = ranked[0]!.scores.map(({ plugin }) => plugin);
  const first = Math.max('total'.length, ...plugins.map((plugin) => plugin.length)) + 5;
  const width = Math.min(WIDEST_NODE, Math.max(6, ...ranked.map(({ node }) => node.length))) + 2;
  const best = ranked.slice(0, Math.max(1, Math.floor((WIDTH - 4 - first) / width)));
  const cell = (text: string): string => (text.length > width - 2 ? `..${text.slice(4 - width)}` : text).padStart(width);
  const row = (head: string, texts: readonly string[]): string => `  ${head.padEnd(first)}${texts.map(cell).join('')}`;
  return [
    `  best nodes${tied > 1 ? `, ${tied} share the highest total` : ''}; score x weight:`,
    row('', best.map(({ node }) => node)),
    ...plugins.map((plugin, k) => row(`${plugin} x${best[0]!.scores[k]!.weight}`, best.map(({ scores }) => String(scores[k]!.normalized)))),
    row('total', best.map(({ total }) => String(total))),
  ];
}
