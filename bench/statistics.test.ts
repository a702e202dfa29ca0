import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianOf, spreadOf } from './statistics.ts';

describe('quantiles', () => {
  it('are those that R gives (type 7)', () => {
    // quantile(c(1, 2, 4, 8, 16, 32)): 1, 2.5, 6, 14, 32
    expect(spreadOf([8, 1, 32, 4, 2, 16])).toEqual({ min: 1, lower: 2.5, median: 6, upper: 14, max: 32 });
  });

  it('of one value are that value', () => {
    expect(spreadOf([3])).toEqual({ min: 3, lower: 3, median: 3, upper: 3, max: 3 });
  });

  it('do not exist of no values', () => {
    expect(() => spreadOf([])).toThrow('at least one');
    expect(() => medianOf([])).toThrow();
  });

  it('do not depend on the order, and leave the values as they were', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), (values) => {
        const before = [...values];
        const { min, lower, median, upper, max } = spreadOf(values);
        expect(values).toEqual(before);
        expect(medianOf(values.toReversed())).toBe(median);
        // Interpolation rounds, so that neighbours may swap by one in the last place.
        const slack = 1e-6;
        expect(min).toBeLessThanOrEqual(lower + slack);
        expect(lower).toBeLessThanOrEqual(median + slack);
        expect(median).toBeLessThanOrEqual(upper + slack);
        expect(upper).toBeLessThanOrEqual(max + slack);
      }),
    );
  });
});
