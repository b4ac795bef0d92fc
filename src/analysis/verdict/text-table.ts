/** A column of a text table. */
export interface TextColumn {
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** Rows as text, columns two spaces apart; longer cells are cut with an ellipsis. No line ends in spaces. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  return rows.map((row) => columns
    .map(({ width, align }, index) => {
      const cell = shortened(plainName(row[index] ?? ''), width);
      const padding = ' '.repeat(width - [...cell].length);
      return align === 'left' ? cell + padding : padding + cell;
    })
    .join('  ')
    .trimEnd());
}

/** A name that cannot move the cursor, colour the terminal or turn the direction of writing. */
export function plainName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}

/** At most `width` characters; the ellipsis says that there were more. */
export function shortened(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}

/** Breaks a text into lines of at most `width` characters, each behind `indent`; words that are longer are broken. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const room = width - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of plainName(text).split(' ').flatMap((long) => pieces(long, room))) {
    if (line !== '' && [...line].length + 1 + [...word].length > room) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines;
}

function pieces(word: string, room: number): string[] {
  const characters = [...word];
  if (characters.length <= room) return [word];
  return Array.from({ length: Math.ceil(characters.length / room) }, (_, i) => characters.slice(i * room, (i + 1) * room).join(''));
}
