import { plainName, shortened } from '../verdict/text-table.js';

/** How a variant looks in every chart of the report: told apart by colour, by dash and by name. */
export interface Look {
  readonly variant: string;
  /** A custom property of the style sheet: light and dark have their own shade. */
  readonly colour: string;
  /** SVG dash pattern; empty for a solid line. */
  readonly dash: string;
}

/**
 * Shades per theme, told apart with any kind of colour vision. Source: M. Okabe and K. Ito, Color universal design (2008),
 * darkened for text on white and lightened for text on black to a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
 */
export const SHADES = [
  { light: '#0068a8', dark: '#5cb3f0' },
  { light: '#c2410c', dark: '#ff8a4c' },
  { light: '#00805c', dark: '#2fcf9f' },
  { light: '#a3478a', dark: '#e59ccb' },
  { light: '#8a6a00', dark: '#e3b341' },
  { light: '#3f464e', dark: '#cdd3da' },
  { light: '#22788f', dark: '#8fd6ea' },
  { light: '#6b4fbb', dark: '#b8a3ff' },
] as const;

const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4'];

/**
 * Looks by name: the same in every chart of a report. Names that meet in one group never share a look while there are
 * enough; a name that turns up in several groups keeps the look of the first.
 *
 * @param groups  names that stand side by side, such as the variants of one scenario
 */
export function looksOf(groups: readonly (readonly string[])[]): ReadonlyMap<string, Look> {
  const indexes = new Map<string, number>();
  for (const names of groups) {
    const taken = new Set(names.map((name) => indexes.get(name)));
    for (const name of names) {
      if (indexes.has(name)) continue;
      let free = 0;
      while (taken.has(free)) free++;
      taken.add(free);
      indexes.set(name, free);
    }
  }
  return new Map([...indexes].map(([variant, index]) => [variant, lookAt(variant, index)]));
}

function lookAt(variant: string, index: number): Look {
  // Each time round a shade gets its next dash: 8 shades and 5 are 13 steps, one more than twice the 6 dashes.
  const dash = DASHES[(index + 5 * Math.floor(index / SHADES.length)) % DASHES.length]!;
  return { variant, colour: `var(--shade-${index % SHADES.length})`, dash };
}

/** A name inside a chart, where nothing isolates its direction and nothing wraps it. */
export function chartName(name: string, length = 18): string {
  return name === '' ? '(no name)' : shortened(plainName(name), length);
}
