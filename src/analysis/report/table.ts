import { html, type Markup } from './html.js';

export interface TableOptions {
  /** Says what the numbers are: what is averaged, over how many, what the small print is. */
  readonly caption: Markup | string;
  /** First cell heads the column of row names. */
  readonly head: readonly (Markup | string)[];
  /** First cell names the row. */
  readonly rows: readonly (readonly (Markup | string)[])[];
  /** Leading columns that are texts rather than numbers; 1 by default. */
  readonly texts?: number;
}

/** A table with headers for rows and columns, which scrolls inside its own frame when it is too wide. */
export function table({ caption, head, rows, texts = 1 }: TableOptions): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="table, scrolls sideways"><table>
<caption><span>${caption}</span></caption>
<thead><tr>${head.map((cell, column) => html`<th scope="col"${textClass(column, texts)}>${cell}</th>`)}</tr></thead>
<tbody>
${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name ?? ''}</th>${cells.map((cell, column) => html`<td${textClass(column + 1, texts)}>${cell}</td>`)}</tr>
`)}</tbody>
</table></div>`;
}

function textClass(column: number, texts: number): Markup | null { return column < texts ? html` class="text"` : null; }
