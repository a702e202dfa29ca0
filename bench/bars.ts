import type { Bar, Figure } from './figure.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** A figure as it is written and shown: with its spread, and whether its bar holds. */
export interface JudgedFigure extends Figure {
  spread: Spread;
  baselineSpread: Spread | null;
  /** Of the medians, figure to baseline; null without a baseline, or when that is zero. */
  ratio: number | null;
  /** Null without a bar. */
  held: boolean | null;
}

/** Work out a figure's spread and ratio, and hold its bar against them. A ratio that is not there holds no bar. */
export function judgeFigure(figure: Figure): JudgedFigure {
  const { values, baseline, bar } = figure;
  const spread = spreadOf(values);
  const baselineSpread = baseline === null ? null : spreadOf(baseline.values);
  const ratio =
    baselineSpread === null || baselineSpread.median === 0 ? null : spread.median / baselineSpread.median;
  const held = bar === null ? null : holds(bar, bar.of === 'median' ? spread.median : ratio);
  return { ...figure, spread, baselineSpread, ratio, held };
}

function holds({ min = -Infinity, max = Infinity }: Bar, value: number | null): boolean {
  return value !== null && value >= min && value <= max;
}
