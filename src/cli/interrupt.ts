import { EXIT } from './exit-codes.js';

/** SIGINT and SIGTERM turned into an abort: what is finished gets saved, then the process ends with 130 or 143. */
export interface Interrupt {
  readonly signal: AbortSignal;
  exitCode(): number;
  /** Gives the signals back. */
  release(): void;
}

/** Takes the two signals over, until `release`. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let code: number = EXIT.INTERRUPTED;
  const stop = (name: NodeJS.Signals): void => {
    code = name === 'SIGTERM' ? EXIT.TERMINATED : EXIT.INTERRUPTED;
    // A second signal means "at once": the journal is sound at any instant.
    if (controller.signal.aborted) process.exit(code);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
