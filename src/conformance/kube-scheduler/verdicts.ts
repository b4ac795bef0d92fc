import { byCodeUnit } from '../../base/by-code-unit.js';
import { SUCCESS, type Statuses } from '../../algorithms/schedulers/kube/framework/status.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const FITS = 'fits';
const NOT_VISITED = 'not visited';

/** A recorded line of verdicts, one character a node, as texts: `fits`, `not visited`, or plugin, code and reasons. */
export function recordedVerdicts(characters: string, statuses: readonly (readonly string[])[]): readonly string[] {
  return Array.from(characters, (character) => {
    if (character === '.') return FITS;
    if (character === '-') return NOT_VISITED;
    const at = LETTERS.indexOf(character);
    const status = statuses[at >= 0 ? at : LETTERS.length + character.codePointAt(0)! - 0xc0];
    return status === undefined ? `letter "${character}", which stands for nothing` : status.join(', ');
  });
}

/** An interned status as such a text. */
export function verdictText(status: number, statuses: Statuses): string {
  if (status === SUCCESS) return FITS;
  const { plugin, code, reasons } = statuses.get(status)!;
  return [plugin, code, ...[...reasons].sort(byCodeUnit)].join(', ');
}

/** A verdict for every node, none of them visited yet. */
export function noVerdicts(nodes: number): string[] { return Array.from({ length: nodes }, () => NOT_VISITED); }
