/** Markup that is safe to write out: made by {@link html} from escaped parts, or by a serialiser that escapes. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Part[];

/**
 * Tagged template for markup. Everything that is put in is escaped, unless it is markup itself; lists are joined, null
 * is nothing. There is no other way from a name in a result file into the report.
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.reduce((markup, text, index) => markup + written(parts[index - 1] ?? null) + text));
}

/** Text for an element or a quoted attribute. Control characters that HTML does not allow become U+FFFD. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;', '`': '&#96;',
};

function written(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(written).join('');
}

/** A name from a result file: isolated, so that its direction of writing and its length stay its own matter. */
export function named(name: string): Markup {
  return html`<bdi class="name">${name === '' ? '(no name)' : name}</bdi>`;
}
