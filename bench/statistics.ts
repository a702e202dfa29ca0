import { median, quantile } from 'simple-statistics';

/** How values of several rounds lie. */
export interface Spread {
  min: number;
  lower: number;
  median: number;
  upper: number;
  max: number;
}

/**
 * Quartiles, least and greatest of values in any order, by linear interpolation between the two nearest ranks:
 * definition 7 of Hyndman and Fan, «Sample Quantiles in Statistical Packages», The American Statistician 50
 * (1996), which R, NumPy and spreadsheets use. Throws when there are none.
 */
export function spreadOf(values: readonly number[]): Spread {
  const [min, lower, middle, upper, max] = quantile([...values], [0, 0.25, 0.5, 0.75, 1]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { min, lower, median: middle, upper, max };
}

/** The median of values in any order. Throws when there are none. */
export function medianOf(values: readonly number[]): number {
  return median([...values]);
}
