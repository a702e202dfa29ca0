import type { Budget } from '../evidence/run.ts';
import { knownMeasurement } from '../measurements/catalog.ts';
import type { Measurements } from '../measurements/collector.ts';
import { marginOf } from '../validity/condition.ts';
import type { Finding } from '../verdict/verdict.ts';

/** Whether a budget is on a time or a rate, which a saturated machine voids. */
export function needsHeadroom({ measurement }: Budget): boolean {
  return knownMeasurement(measurement)?.needsHeadroom ?? true;
}

/**
 * One finding a budget; its id is the measurement's name. Bounds are inclusive. Without samples, or with a
 * time or rate that is void, nothing is decided.
 * @param latencyVoid why times and rates prove nothing; null when they do
 * @param evidenceGap why what they were measured from is not whole; null when it is
 */
export function budgetFindings(
  budgets: readonly Budget[],
  measurements: Measurements,
  { latencyVoid, evidenceGap }: { latencyVoid: string | null; evidenceGap: string | null },
): Finding[] {
  return budgets.map((budget): Finding => {
    const measured = measurements[budget.measurement];
    const expected = boundsOf(budget, measured?.unit ?? knownMeasurement(budget.measurement)?.unit ?? '');
    const base = { id: budget.measurement, kind: 'budget' as const, expected, evidence: [] };
    if (measured === undefined || measured.samples === 0 || !Number.isFinite(measured.value)) {
      return { ...base, verdict: 'unknown', observed: 'no samples', margin: null };
    }
    const margins = marginsOf(budget, measured.value);
    const seen = `${readable(measured.value)} ${measured.unit} of ${measured.samples} samples`;
    const margin = margins.length === 0 ? null : Math.min(...margins);
    const doubt = (needsHeadroom(budget) ? latencyVoid : null) ?? evidenceGap;
    if (doubt !== null) return { ...base, verdict: 'unknown', observed: `${seen}; ${doubt}`, margin };
    return { ...base, verdict: isMet(budget, measured.value) ? 'pass' : 'fail', observed: seen, margin };
  });
}

function isMet({ max, min }: Budget, value: number): boolean {
  return (max === undefined || value <= max) && (min === undefined || value >= min);
}

function marginsOf({ max, min }: Budget, value: number): number[] {
  const margins = [
    max === undefined ? null : marginOf(value, { max }),
    min === undefined ? null : marginOf(value, { min }),
  ];
  return margins.filter((margin) => margin !== null);
}

function boundsOf({ max, min }: Budget, unit: string): string {
  const bounds = [
    ...(min === undefined ? [] : [`≥ ${min} ${unit}`]),
    ...(max === undefined ? [] : [`≤ ${max} ${unit}`]),
  ];
  return bounds.join(' and ');
}

/** Enough digits to tell two measurements apart, not more. */
function readable(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
