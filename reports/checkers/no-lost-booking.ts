import type { Operation } from '../evidence/history.ts';
import type { LedgerOrder } from '../evidence/ledger.ts';
import { acknowledgedBookings, type Booking } from './bookings.ts';
import { type Checker, mayHaveHappened, type Sale, type Violation } from './checker.ts';
import { byOrder } from './partition/partitioning.ts';

/**
 * What was acknowledged is there at the end, as it was acknowledged, unless its buyer cancelled it. These
 * are the bookings that count against the recovery point objective. Two rows of one order leave it undecided:
 * nobody can say which one holds.
 */
export const noLostBooking: Checker = {
  id: 'no-lost-booking',
  expected: 'every acknowledged booking that its buyer did not cancel is live in the ledger',
  partitioning: byOrder,
  reads: { operations: { book: mayHaveHappened, cancel: mayHaveHappened }, ledger: ['order'] },
  needsLedger: ['order'],
  applies: () => true,
  check({ key, operations, rows }, sale) {
    const bookings = acknowledgedBookings(operations);
    const orders = rows.filter((each) => each.kind === 'order');
    const [row] = orders;
    const violations: Violation[] = [];
    const undecided: Violation[] = orders.length > 1 ? [twice(key, orders)] : [];
    for (const booking of bookings) {
      if (booking.operation.value.order === undefined) undecided.push(unnamed(booking));
      else if (booking.cancel === null || row?.state === 'confirmed')
        violations.push(...lost({ booking, row, operations }, sale));
    }
    return { violations, undecided, examined: { 'acknowledged booking': bookings.length } };
  },
};

function unnamed({ operation }: Booking): Violation {
  return {
    subject: operation.key.join(', '),
    what: `The booking of ${operation.process} was acknowledged without an order's id to look for.`,
    operations: [operation],
    rows: [],
    absentFrom: [],
  };
}

function twice(id: string, rows: readonly LedgerOrder[]): Violation {
  const what = `The ledger has ${rows.length} rows of order ${id}: which one holds?`;
  return { subject: `order ${id}`, what, operations: [], rows, absentFrom: [] };
}

interface Acknowledged {
  booking: Booking;
  row: LedgerOrder | undefined;
  /** All that concern the order. */
  operations: readonly Operation[];
}

function lost({ booking, row, operations }: Acknowledged, { client }: Sale): Violation[] {
  const { operation } = booking;
  const { process, key, value } = operation;
  const meddling = operations.filter((each) => each.f === 'cancel' && each.process !== process);
  const booked = `Order ${value.order} of ${process} was acknowledged for ${key.join(', ')}`;
  const violation = (what: string, absentFrom: Violation['absentFrom']): Violation[] => [
    {
      subject: key.join(', '),
      what: `${booked}, ${what}.`,
      operations: [operation, ...meddling],
      rows: row === undefined ? [] : [row],
      absentFrom,
    },
  ];
  if (row === undefined) return violation('and is not in the ledger', ['ledger', 'history']);
  if (row.state !== 'confirmed') {
    const by = new Set(meddling.flatMap((each) => (each.outcome === 'ok' ? [each.process] : [])));
    const who = by.size === 0 ? '' : `; ${[...by].join(', ')} cancelled it, who did not book it`;
    return violation(`and is ${row.state} in the ledger${who}`, ['history']);
  }
  if (row.buyer !== '' && row.buyer !== process) return violation(`and is ${row.buyer}'s in the ledger`, []);
  const missing = key.filter((resource) => !row.resources.includes(resource));
  if (missing.length > 0) return violation(`and ${missing.join(', ')} is not in it in the ledger`, []);
  const surplus = row.resources.filter((resource) => !key.includes(resource));
  if (surplus.length > 0) return violation(`and has ${surplus.join(', ')} as well in the ledger`, []);
  const [asked, held] = [value.quantity ?? 1, row.quantity ?? 1];
  if (client.sells === 'pool' && asked !== held) {
    return violation(`for ${asked}, and holds ${held} in the ledger`, []);
  }
  return [];
}
