import type { RunRecord } from '../evidence/run.ts';
import type { Measurements } from '../measurements/collector.ts';
import type { Finding } from '../verdict/verdict.ts';
import { condition, marginOf } from './condition.ts';

/**
 * Why times and rates of this run prove nothing; null when they may be trusted. A machine at its limit says
 * how fast it is itself, not how fast the target is. Invariants stand all the same.
 */
export function latencyVoid(record: RunRecord, measurements: Measurements): string | null {
  const saturation = measurements['generator.saturation'];
  const max = record.validity.maxCpuBusy;
  if (saturation === undefined) return "the machine's CPU was not measured under load";
  if (saturation.value <= max) return null;
  return `the machine's CPU was ${percent(saturation.value)} in use under load, above ${percent(max)}`;
}

/**
 * The finding about it. Where no budget rests on times or rates, nothing depends on it: it is then reported,
 * if it was measured, and leaves the verdict alone.
 */
export function headroomFinding(
  record: RunRecord,
  measurements: Measurements,
  budgetsRestOnIt: boolean,
): Finding[] {
  const saturation = measurements['generator.saturation'];
  const max = record.validity.maxCpuBusy;
  const reason = latencyVoid(record, measurements);
  if (saturation === undefined && !budgetsRestOnIt) return [];
  const used = saturation === undefined ? '' : `${percent(saturation.value)} in use`;
  const voided = budgetsRestOnIt
    ? `${reason}: budgets on times and rates are void`
    : `${used}: times and rates of this run prove nothing, and no budget rests on them`;
  return [
    condition({
      id: 'cpu-headroom',
      expected: `at most ${percent(max)} of the machine's CPU in use under load, for times and rates to count`,
      observed: reason === null ? used : voided,
      holds: reason === null || !budgetsRestOnIt,
      margin: saturation === undefined ? null : marginOf(saturation.value, { max }),
    }),
  ];
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
