/** Where commands write: data to stdout, talk to stderr. The only writers of the program. */
export interface Output {
  /** Data, with its own newlines. */
  data(text: string): void;
  /** One line of talk. */
  say(line: string): void;
  /** Whether stderr is a terminal that may be redrawn. */
  readonly isLive: boolean;
  /** Whether talk may be coloured. */
  readonly isColoured: boolean;
  readonly columns: number;
}

/** The real streams. `NO_COLOR` and `CI` are respected. */
export function processOutput(environment: NodeJS.ProcessEnv = process.env): Output {
  const isTerminal = process.stderr.isTTY === true;
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  return {
    data: (text) => { process.stdout.write(text); },
    say: (line) => { process.stderr.write(`${line}\n`); },
    isLive: isTerminal && !isSet('CI') && environment.TERM !== 'dumb',
    isColoured: isTerminal && !isSet('NO_COLOR'),
    // Some pseudo-terminals say that they are 0 columns wide.
    columns: process.stderr.columns || 80,
  };
}
