import type { Evidence, Finding } from '../verdict/verdict.ts';

export interface Condition {
  id: string;
  expected: string;
  observed: string;
  holds: boolean;
  margin?: number | null;
  evidence?: Evidence[];
}

/** A condition that the run had to meet to be believed: it passes or leaves the run unknown, and never fails it. */
export function condition({
  id,
  expected,
  observed,
  holds,
  margin = null,
  evidence = [],
}: Condition): Finding {
  return { id, kind: 'validity', verdict: holds ? 'pass' : 'unknown', expected, observed, margin, evidence };
}

/** How far inside (positive) or outside (negative) a bound, as a share of it; null for a bound of zero. */
export function marginOf(value: number, bound: { max: number } | { min: number }): number | null {
  const limit = 'max' in bound ? bound.max : bound.min;
  if (limit === 0) return null;
  return ('max' in bound ? limit - value : value - limit) / Math.abs(limit);
}
