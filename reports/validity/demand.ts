import type { RunRecord } from '../evidence/run.ts';
import type { Finding } from '../verdict/verdict.ts';
import { condition, marginOf } from './condition.ts';
import type { Conduct } from './conduct.ts';
import type { Crowding } from './crowding.ts';

/** What the history tells of the shape of demand. */
export interface Demand {
  /** Acknowledged bookings. */
  booked: number;
  rivals: Crowding;
  /** Each buyer's first try, in ns. */
  firstTries: readonly number[];
  /** What buyers did beyond buying. */
  conduct: Conduct;
}

const percent = (ratio: number) => `${Math.floor(ratio * 1000) / 10} %`;

/** Whether the sale was contested enough, and begun at one instant, for its invariants to mean something. */
export function demandFindings(record: RunRecord, demand: Demand): Finding[] {
  const { validity } = record;
  const { booked, rivals } = demand;
  return [
    condition({
      id: 'booked-enough',
      expected: `at least ${validity.minBooked} acknowledged booking${validity.minBooked === 1 ? '' : 's'}`,
      observed: `${booked} acknowledged`,
      holds: booked >= validity.minBooked,
      margin: marginOf(booked, { min: validity.minBooked }),
    }),
    rivalsEnough(record, rivals),
    attemptsOverlap(record, rivals),
    startSpread(validity.maxStartSpreadMs, demand.firstTries),
    ...demand.conduct.findings(),
  ];
}

function rivalsEnough(
  { validity, client, scenario }: RunRecord,
  { medianRivals, resources }: Crowding,
): Finding {
  const min = validity.minMedianRivals;
  const said = {
    pool: [
      `at least ${min} units asked for per unit there is`,
      `${medianRivals} asked for per unit of ${scenario.inventory}`,
    ],
    buyer: [
      `at least ${min} buyers tried for what the median buyer tried for`,
      `${medianRivals} tried for what the median buyer did, among ${resources} seats that were tried for`,
    ],
    resource: [
      `at least ${min} buyers tried for the median seat`,
      `${medianRivals} rivals for the median of ${resources}`,
    ],
  } as const;
  const [expected, observed] = said[client.sells === 'pool' ? 'pool' : validity.crowdOf];
  return condition({
    id: 'rivals-enough',
    expected,
    observed,
    holds: medianRivals >= min,
    margin: marginOf(medianRivals, { min }),
  });
}

function attemptsOverlap({ validity, client }: RunRecord, { overlapping, resources }: Crowding): Finding {
  const min = validity.minOverlap;
  const said = {
    pool: [
      `at least ${percent(min)} of attempts overlapped another buyer's in time`,
      `${percent(overlapping)} of attempts`,
    ],
    buyer: [
      `at least ${percent(min)} of buyers tried for seats on which attempts of different buyers overlapped in time`,
      `${percent(overlapping)} of them`,
    ],
    resource: [
      `attempts of different buyers overlapped in time on at least ${percent(min)} of seats`,
      `on ${percent(overlapping)} of ${resources}`,
    ],
  } as const;
  const [expected, observed] = said[client.sells === 'pool' ? 'pool' : validity.crowdOf];
  return condition({
    id: 'attempts-overlap',
    expected,
    observed,
    holds: overlapping >= min,
    margin: marginOf(overlapping, { min }),
  });
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
