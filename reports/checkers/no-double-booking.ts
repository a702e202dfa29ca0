import type { LedgerOrder } from '../evidence/ledger.ts';
import { acknowledgedBookings, type Booking, liveOrders, operationsOf } from './bookings.ts';
import { type Checker, mayHaveHappened, type Partition, type Violation } from './checker.ts';
import { overlapping } from './overlap.ts';
import { byResource } from './partition/partitioning.ts';
import { at, someOf } from './wording.ts';

/** A seat is sold once: at most one live booking in the ledger, and no two acknowledged at the same time. */
export const noDoubleBooking: Checker = {
  id: 'no-double-booking',
  expected: 'every seat has at most one live booking',
  partitioning: byResource,
  reads: { operations: { book: ['ok', 'info'], cancel: mayHaveHappened }, ledger: ['order'] },
  needsLedger: ['order'],
  applies: (client) => client.sells === 'seat',
  check(partition) {
    const live = liveOrders(partition.rows);
    const bookings = acknowledgedBookings(partition.operations);
    const violation = inLedger(partition, live) ?? inHistory(partition, live, bookings);
    return {
      violations: violation === null ? [] : [violation],
      examined: {
        seat: live.length + bookings.length > 0 ? 1 : 0,
        'acknowledged booking': bookings.length,
        'ledger booking': live.length,
      },
    };
  },
};

function inLedger({ key, operations }: Partition, live: readonly LedgerOrder[]): Violation | null {
  if (live.length < 2) return null;
  const who = someOf(live.map((order) => `order ${order.id} of ${order.buyer}`));
  return {
    subject: key,
    what: `Seat ${key} has ${live.length} live bookings in the ledger: ${who}.`,
    operations: operationsOf(live, operations),
    rows: live,
    absentFrom: [],
  };
}

/** Two acknowledged bookings, the first not cancelled when the second was acknowledged. */
function inHistory(
  { key }: Partition,
  live: readonly LedgerOrder[],
  bookings: readonly Booking[],
): Violation | null {
  const both = overlapping(bookings);
  const second = both[1];
  if (second === undefined) return null;
  const who = someOf(both.map(({ owner }) => owner));
  return {
    subject: key,
    what: `Seat ${key} was booked at ${at(second.from)} while another booking of it was live: ${who}.`,
    operations: both.flatMap(({ operation, cancel }) =>
      cancel === null ? [operation] : [operation, cancel],
    ),
    rows: live,
    absentFrom: ['history'],
  };
}
