import { expect, test } from 'vitest';
import { numbered, type ok, poolClient, refused } from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { Conduct } from './conduct.ts';
import { demandFindings } from './demand.ts';
import { Pool } from './pool.ts';

const at = (buyer: string, ms: readonly [number, number], quantity?: number) =>
  refused(buyer, 'book', 'gate', ms, quantity === undefined ? {} : { quantity });

function summary(operations: ReturnType<typeof ok>[], units: number) {
  const pool = new Pool('book', units);
  for (const operation of numbered(operations)) pool.operation(operation);
  return pool.summary();
}

/** The findings on a pool that 200 buyers try for at one instant, that do not pass. */
function notPassed(units: number): string[] {
  const operations = Array.from({ length: 200 }, (_, nth) => at(`b${nth}`, [0, 10]));
  const record = recordWith({ buyers: 200, inventory: units, client: poolClient });
  const demand = {
    booked: 1,
    rivals: summary(operations, units),
    firstTries: [0],
    conduct: new Conduct(record),
  };
  return demandFindings(record, demand)
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ id, observed }) => `${id}: ${observed}`);
}

test('200 buyers for 200 tickets are no crowd, 200 for 40 are', () => {
  expect(notPassed(200)).toEqual(['rivals-enough: 1 asked for per unit of 200']);
  expect(notPassed(40)).toEqual([]);
});

test('counts units, each buyer once', () => {
  const operations = [at('ann', [0, 10], 3), at('ann', [20, 30], 3), at('bob', [0, 10])];
  expect(summary(operations, 2).medianRivals).toBe(2);
  expect(summary([], 0)).toEqual({ resources: 0, medianRivals: 0, overlapping: 0 });
});

test('the overlap is a share of attempts', () => {
  const apart = Array.from({ length: 8 }, (_, nth) => at(`b${nth}`, [100 * nth, 100 * nth + 50]));
  const two = [at('ann', [1000, 1020]), at('bob', [1010, 1030])];
  expect(summary([...apart, ...two], 1).overlapping).toBe(0.2);
  expect(summary([at('ann', [0, 10]), at('bob', [10, 20])], 1).overlapping).toBe(0);
});

test('a buyer is no rival of their own, and every attempt that is overlapped counts', () => {
  const own = [at('ann', [0, 50]), at('ann', [10, 100])];
  expect(summary(own, 1).overlapping).toBe(0);
  expect(summary([...own, at('bob', [20, 30])], 1).overlapping).toBe(1);
  expect(summary([...own, at('bob', [60, 70])], 1).overlapping).toBeCloseTo(2 / 3);
});
