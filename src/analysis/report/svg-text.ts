import { invariant } from '../../base/invariant.js';
import { escaped, Markup } from './html.js';

/** What the serialiser reads of an element; linkedom's elements have it. */
export interface SvgNode {
  readonly nodeType: number;
  readonly localName: string;
  readonly textContent: string;
  readonly childNodes: Iterable<SvgNode>;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
}

const ELEMENT = 1;
const TEXT = 3;
/** Elements that our charts consist of. Nothing that could load or run anything is among them. */
const ELEMENTS = new Set(['svg', 'g', 'path', 'line', 'circle', 'rect', 'text', 'tspan', 'title', 'desc', 'clippath', 'defs']);
/** Attributes with coordinates: two decimals are a hundredth of a pixel. */
const COORDINATES = new Set(['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points']);

/**
 * Writes a chart out. Stands in for the document's own serialiser, which leaves ampersands in attributes as they are, and
 * writes coordinates with seventeen digits: their last ones differ between engines.
 */
export function svgText(node: SvgNode): Markup { return new Markup(written(node)); }

function written(node: SvgNode): string {
  if (node.nodeType === TEXT) return escaped(node.textContent);
  // Plot's own style sheet is part of the report's.
  if (node.nodeType !== ELEMENT || node.localName === 'style') return '';
  invariant(ELEMENTS.has(node.localName.toLowerCase()), `a chart may not contain <${node.localName}>`);
  const attributes = [...node.attributes].map(({ name, value }) => {
    invariant(/^(?!on)[a-z][a-z0-9:-]*$/i.test(name), `a chart may not have the attribute ${name}`);
    return ` ${name}="${escaped(COORDINATES.has(name) ? rounded(value) : value)}"`;
  });
  return `<${node.localName}${attributes.join('')}>${[...node.childNodes].map(written).join('')}</${node.localName}>`;
}

function rounded(text: string): string {
  return text.replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))));
}
