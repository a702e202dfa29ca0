import { describe, expect, it } from 'vitest';
import { judgeFigure } from './bars.ts';
import type { Figure } from './figure.ts';

const figure: Figure = {
  name: 'f',
  unit: 's',
  values: [1, 2, 9],
  baseline: { name: 'b', values: [4, 4] },
  bar: null,
  boundBy: 'nothing',
};

describe('a bar', () => {
  it('is held against the median, bounds included', () => {
    expect(judgeFigure({ ...figure, bar: { of: 'median', max: 2 } }).held).toBe(true);
    expect(judgeFigure({ ...figure, bar: { of: 'median', max: 1.99 } }).held).toBe(false);
    expect(judgeFigure({ ...figure, bar: { of: 'median', min: 2.01 } }).held).toBe(false);
  });

  it('is held against the ratio of the medians', () => {
    expect(judgeFigure({ ...figure, bar: { of: 'ratio', min: 0.5 } })).toMatchObject({
      ratio: 0.5,
      held: true,
    });
    expect(judgeFigure({ ...figure, bar: { of: 'ratio', min: 0.51 } }).held).toBe(false);
  });

  it('of a ratio is missed when there is none', () => {
    expect(judgeFigure({ ...figure, baseline: null, bar: { of: 'ratio', min: 0 } }).held).toBe(false);
    const nothing = { name: 'b', values: [0] };
    expect(judgeFigure({ ...figure, baseline: nothing, bar: { of: 'ratio', min: 0 } })).toMatchObject({
      ratio: null,
      held: false,
    });
  });

  it('is neither held nor missed where there is none', () => {
    expect(judgeFigure(figure)).toMatchObject({ held: null, ratio: 0.5, spread: { median: 2, max: 9 } });
  });
});
