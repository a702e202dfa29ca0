/** How values of several rounds lie. */
export interface Spread {
  min: number;
  lower: number;
  median: number;
  upper: number;
  max: number;
}

/**
 * The quantile at `share` (0 to 1) of values in ascending order, by linear interpolation between the two
 * nearest ranks: definition 7 of Hyndman and Fan, «Sample Quantiles in Statistical Packages», The American
 * Statistician 50 (1996), which R, NumPy and spreadsheets use. Throws a RangeError when there are no values.
 */
export function quantileOf(ascending: readonly number[], share: number): number {
  const rank = (ascending.length - 1) * share;
  const below = ascending[Math.floor(rank)];
  const above = ascending[Math.ceil(rank)];
  if (below === undefined || above === undefined) throw new RangeError('there is no quantile of no values');
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Quartiles, least and greatest of values in any order. Throws a RangeError when there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const ascending = values.toSorted((a, b) => a - b);
  const [min, lower, median, upper, max] = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    quantileOf(ascending, share),
  );
  return { min, lower, median, upper, max } as Spread;
}

/** The median of values in any order. */
export function medianOf(values: readonly number[]): number {
  return spreadOf(values).median;
}
