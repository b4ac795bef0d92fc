import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadLabels } from '../../../src/analysis/report/charts/end-labels.js';
import { logTicks } from '../../../src/analysis/report/charts/log-ticks.js';
import { placeLabels } from '../../../src/analysis/report/charts/place-labels.js';
import { escaped, html, named } from '../../../src/analysis/report/html.js';
import { chartName, looksOf, SHADES } from '../../../src/analysis/report/palette.js';

describe('labels at the ends of lines', () => {
  it('stay where they are when there is room', () => {
    expect(spreadLabels([10, 50, 90], 15, [0, 100])).toEqual([10, 50, 90]);
  });

  it('share the push when two are too close', () => {
    // 50 and 54 want 15 apart: their middle 52 stays, 7.5 to either side.
    const [upper, lower] = spreadLabels([50, 54], 15, [0, 100]);
    expect(upper).toBeCloseTo(44.5, 1);
    expect(lower).toBeCloseTo(59.5, 1);
  });

  it('keep order, distance and frame wherever there is room for all', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 10 }), (pixels) => {
      const places = spreadLabels(pixels, 15, [0, 200]);
      const sorted = [...places].sort((a, b) => a - b);
      expect(sorted[0]).toBeGreaterThanOrEqual(-0.01);
      expect(sorted.at(-1)).toBeLessThanOrEqual(200.01);
      sorted.forEach((place, i) => { if (i > 0) expect(place - sorted[i - 1]!).toBeGreaterThan(14.5); });
      pixels.forEach((pixel, i) => pixels.forEach((other, j) => { if (pixel < other) expect(places[i]!).toBeLessThan(places[j]!); }));
    }));
  });
});

describe('labels beside points', () => {
  const frame = { left: 0, right: 300, top: 0, bottom: 200 };

  it('stand to the right, or to the left where the right is taken or ends', () => {
    const [free, atEdge] = placeLabels([{ x: 100, y: 50, width: 60 }, { x: 290, y: 150, width: 60 }], frame);
    expect(free).toEqual({ dx: 11, dy: 0, textAnchor: 'start' });
    expect(atEdge).toEqual({ dx: -11, dy: 0, textAnchor: 'end' });
    const [left, right] = placeLabels([{ x: 100, y: 50, width: 60 }, { x: 120, y: 50, width: 60 }], frame);
    expect([left!.textAnchor, right!.textAnchor]).toEqual(['end', 'start']);
  });
});

describe('ticks of logarithmic axes', () => {
  it('are powers of ten, with 2 and 5 on short axes', () => {
    expect(logTicks(1e-5, 0.02)).toEqual([1e-5, 1e-4, 1e-3, 1e-2]);
    expect(logTicks(1e-5, 3e-4)).toEqual([1e-5, 2e-5, 5e-5, 1e-4, 2e-4]);
  });
});

describe('looks', () => {
  it('never repeat inside a group, nor change between groups', () => {
    const looks = looksOf([['a', 'b'], ['c', 'b', 'd']]);
    const colourOf = (name: string) => looks.get(name)!.colour;
    expect(new Set(['a', 'b'].map(colourOf)).size).toBe(2);
    expect(new Set(['b', 'c', 'd'].map(colourOf)).size).toBe(3);
    const many = looksOf([Array.from({ length: 24 }, (_, i) => `v${i}`)]);
    expect(new Set([...many.values()].map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(24);
  });

  it('can be read as text on the page, light and dark', () => {
    const luminance = (colour: string): number => {
      const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
        .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    for (const { light, dark } of SHADES) {
      expect((luminance('#fdfdfc') + 0.05) / (luminance(light) + 0.05), light).toBeGreaterThanOrEqual(4.5);
      expect((luminance(dark) + 0.05) / (luminance('#14171a') + 0.05), dark).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('shorten names for charts and take out what turns text around', () => {
    expect(chartName('\u202eabc')).toBe('?abc');
    expect(chartName('x'.repeat(40), 5)).toBe('xxxx…');
  });
});

describe('markup', () => {
  it('escapes whatever is put in, once', () => {
    expect(html`<p title="${'"<&>\''}">${['a<b', html`<i>${'&'}</i>`, null, 3]}</p>`.text)
      .toBe('<p title="&quot;&lt;&amp;&gt;&#39;">a&lt;b<i>&amp;</i>3</p>');
    expect(named('').text).toContain('(no name)');
    expect(escaped('a\u0000b\u001bc\n')).toBe('a\ufffdb\ufffdc\n');
  });
});
