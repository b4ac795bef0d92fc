import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, Markup } from './html.js';
import { svgText, type SvgNode } from './svg-text.js';

/** Widths that each chart is drawn for: scaling one drawing to a phone would make its text unreadable. */
const WIDTHS = { wide: 540, narrow: 340 } as const;

export interface ChartOptions {
  /** Unique in the report: becomes part of ids. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for those who do not see it; the numbers themselves are in a table nearby. */
  readonly description: string;
  /** Below the chart: units, sample counts, what bands and marks mean. */
  readonly caption: Markup;
  /** Plot's options for a width in pixels. */
  readonly draw: (width: number) => Plot.PlotOptions;
}

/** A chart as a figure: drawn twice, for wide and narrow screens, of which the style sheet shows one. */
export function chart(options: ChartOptions): Markup {
  const { id, title, caption } = options;
  return html`<figure class="chart" id="${id}">
<h4 id="${id}-title">${title}</h4>
${(['wide', 'narrow'] as const).map((size) => html`<div class="${size}">${drawing(options, size)}</div>`)}
<figcaption>${caption}</figcaption>
</figure>`;
}

function drawing({ id, title, description, draw }: ChartOptions, size: keyof typeof WIDTHS): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({
    width: WIDTHS[size], className: 'plot', style: { fontSize: '12.5px' }, ...draw(WIDTHS[size]), document,
  });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${id}-${size}-name ${id}-${size}-text`);
  // First children, as the accessibility mapping of SVG wants them.
  for (const [tag, part, text] of [['desc', 'text', description], ['title', 'name', title]] as const) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    element.setAttribute('id', `${id}-${size}-${part}`);
    element.textContent = text;
    svg.insertBefore(element, svg.firstChild);
  }
  return svgText(svg as unknown as SvgNode); // Plot answers a DOM element; here the DOM is linkedom's.
}
