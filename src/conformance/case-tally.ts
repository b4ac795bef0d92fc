import { UserError } from '../base/errors.js';
import type { Difference } from './contract.js';

/** Where a value belongs that is compared. */
export interface Spot {
  readonly field: string;
  readonly plugin?: string;
  readonly node?: string;
}

/** Compares values of one decision, and notes what differs. */
export interface Comparison {
  /** Whether both are the same JSON value; the order of keys does not count. */
  same(spot: Spot, recorded: unknown, here: unknown): boolean;
  /** The same for a value per node; the first node that differs is named. */
  sameByNode(spot: Spot, nodes: readonly string[], recorded: readonly unknown[], here: readonly unknown[]): boolean;
}

/** Differences kept of one case; further ones count, but are not told. */
const MOST_DIFFERENCES = 1000;

/** Counts the decisions of one case and keeps what differs. */
export class CaseTally {
  decisions = 0;
  equal = 0;
  readonly differences: Difference[] = [];
  #isSpoiled = false;

  /** Compares one decision, named for people such as `decision 3`; it is equal when nothing differs. */
  decide(decision: string, compare: (comparison: Comparison) => void): void {
    this.decisions++;
    if (this.#compare(decision, compare)) this.equal++;
  }

  /** Compares what all decisions of the case rest upon: a difference makes all of them different. */
  whole(compare: (comparison: Comparison) => void): void {
    if (!this.#compare('', compare)) this.#isSpoiled = true;
  }

  /** Ends the case; a case without decisions counts as one. */
  close(): void {
    if (this.decisions === 0) {
      this.decisions = 1;
      this.equal = this.differences.length === 0 ? 1 : 0;
    }
    if (this.#isSpoiled) this.equal = 0;
  }

  #compare(decision: string, compare: (comparison: Comparison) => void): boolean {
    // Comparisons may hold others: what those note is counted by them.
    let isEqual = true;
    const note = ({ field, plugin, node }: Spot, recorded: string, here: string): void => {
      isEqual = false;
      if (this.differences.length < MOST_DIFFERENCES) this.differences.push({ decision, field, plugin: plugin ?? null, node: node ?? null, recorded, here });
    };
    try {
      compare({
        same(spot, recorded, here) {
          const [left, right] = [textOf(recorded), textOf(here)];
          if (left !== right) note(spot, left, right);
          return left === right;
        },
        sameByNode(spot, nodes, recorded, here) {
          if (recorded.length !== here.length) {
            note({ ...spot, field: `${spot.field}: how many` }, String(recorded.length), String(here.length));
            return false;
          }
          const at = recorded.findIndex((value, i) => textOf(value) !== textOf(here[i]));
          if (at < 0) return true;
          note({ ...spot, node: nodes[at] ?? `number ${at + 1}` }, textOf(recorded[at]), textOf(here[at]));
          return false;
        },
      });
    } catch (error) {
      note({ field: 'answer' }, 'an answer', failureText(error));
    }
    return isEqual;
  }
}

function failureText(error: unknown): string {
  // A refusal is worded for people; anything else is a failure of Seatrial.
  if (error instanceof UserError) return `refused: ${error.message}`;
  return `failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** A value as JSON with sorted keys: equal texts are equal values. */
function textOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return `[${value.map((member) => textOf(member)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${textOf(member)}`).join(',')}}`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '0' : String(value);
}
