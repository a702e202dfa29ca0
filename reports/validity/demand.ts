import type { RunRecord } from '../evidence/run.ts';
import type { Finding } from '../verdict/verdict.ts';
import { condition, marginOf } from './condition.ts';
import type { Crowding } from './crowding.ts';

/** What the history tells of the shape of demand. */
export interface Demand {
  /** Acknowledged bookings. */
  booked: number;
  rivals: Crowding;
  /** Each buyer's first try, in ns. */
  firstTries: readonly number[];
}

const percent = (ratio: number) => `${Math.floor(ratio * 1000) / 10} %`;

/** Whether the sale was contested enough, and begun at one instant, for its invariants to mean something. */
export function demandFindings({ validity, client, scenario }: RunRecord, demand: Demand): Finding[] {
  const { booked, rivals } = demand;
  const noun = client.sells;
  const isPool = noun === 'pool';
  return [
    condition({
      id: 'booked-enough',
      expected: `at least ${validity.minBooked} acknowledged booking${validity.minBooked === 1 ? '' : 's'}`,
      observed: `${booked} acknowledged`,
      holds: booked >= validity.minBooked,
      margin: marginOf(booked, { min: validity.minBooked }),
    }),
    condition({
      id: 'rivals-enough',
      expected: isPool
        ? `at least ${validity.minMedianRivals} units asked for per unit there is`
        : `at least ${validity.minMedianRivals} buyers tried for the median ${noun}`,
      observed: isPool
        ? `${rivals.medianRivals} asked for per unit of ${scenario.inventory}`
        : `${rivals.medianRivals} rivals for the median of ${rivals.resources}`,
      holds: rivals.medianRivals >= validity.minMedianRivals,
      margin: marginOf(rivals.medianRivals, { min: validity.minMedianRivals }),
    }),
    condition({
      id: 'attempts-overlap',
      expected: isPool
        ? `at least ${percent(validity.minOverlap)} of attempts overlapped another buyer's in time`
        : `attempts of different buyers overlapped in time on at least ${percent(validity.minOverlap)} of ${noun}s`,
      observed: isPool
        ? `${percent(rivals.overlapping)} of attempts`
        : `on ${percent(rivals.overlapping)} of ${rivals.resources}`,
      holds: rivals.overlapping >= validity.minOverlap,
      margin: marginOf(rivals.overlapping, { min: validity.minOverlap }),
    }),
    startSpread(validity.maxStartSpreadMs, demand.firstTries),
  ];
}

function startSpread(max: number, firstTries: readonly number[]): Finding {
  const expected = `every buyer's first try within ${max} ms`;
  const id = 'start-spread';
  let first = Infinity;
  let last = -Infinity;
  for (const time of firstTries) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  if (firstTries.length === 0) return condition({ id, expected, observed: 'nobody tried', holds: false });
  const ms = (last - first) / 1e6;
  const observed = `${ms.toFixed(1)} ms from the first to the last of ${firstTries.length}`;
  return condition({ id, expected, observed, holds: ms <= max, margin: marginOf(ms, { max }) });
}
