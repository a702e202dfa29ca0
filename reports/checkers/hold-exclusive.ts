import type { Operation } from '../evidence/history.ts';
import { acknowledgedBookings } from './bookings.ts';
import { type Checker, mayHaveHappened, type Violation } from './checker.ts';
import { certainBookings, certainHolds, mayRestOnHold, type Possession } from './holds.ts';
import { overlapping } from './overlap.ts';
import { byResource } from './partition/partitioning.ts';
import { at, someOf } from './wording.ts';

/** A seat is in one hand at a time, and is booked out of its buyer's own hold. */
export const holdExclusive: Checker = {
  id: 'hold-exclusive',
  expected:
    'no two buyers hold or have one seat at once, and every booking rests on a live hold of its buyer',
  partitioning: byResource,
  reads: {
    operations: {
      hold: mayHaveHappened,
      release: mayHaveHappened,
      order: mayHaveHappened,
      book: ['ok', 'info', 'fail'],
      cancel: mayHaveHappened,
    },
    ledger: [],
  },
  needsLedger: [],
  applies: (client) => client.sells === 'seat' && client.operations.includes('hold'),
  check({ key, operations }) {
    const buyers = byBuyer(operations);
    const holds = buyers.flatMap(certainHolds);
    const bookings = buyers.flatMap(certainBookings);
    const shared = overlapping([...holds, ...bookings]);
    return {
      violations: [
        ...(shared.length > 0 ? [twoHands(key, shared)] : []),
        ...buyers.flatMap((own) => bookedWithoutHold(key, own)),
      ],
      examined: {
        seat: holds.length + bookings.length > 0 ? 1 : 0,
        'acknowledged hold': holds.length,
        'acknowledged booking': bookings.length,
      },
    };
  },
};

/** Each buyer's operations. Nearly every seat has one buyer, whose operations are then all there are. */
function byBuyer(operations: readonly Operation[]): (readonly Operation[])[] {
  const [first] = operations;
  if (first === undefined) return [];
  if (operations.every(({ process }) => process === first.process)) return [operations];
  return [...Map.groupBy(operations, ({ process }) => process).values()];
}

function twoHands(seat: string, shared: readonly Possession[]): Violation {
  const since = Math.max(...shared.slice(0, 2).map(({ from }) => from));
  const who = someOf(
    shared.map(
      ({ owner, operations }) => `${owner} (${operations[0]?.f} ok at line ${lineOf(operations[0])})`,
    ),
  );
  return {
    subject: seat,
    what: `Seat ${seat} was certainly in two hands at ${at(since)}: ${who}.`,
    operations: shared.flatMap((possession) => possession.operations),
    rows: [],
    absentFrom: ['history'],
  };
}

function bookedWithoutHold(seat: string, own: readonly Operation[]): Violation[] {
  return acknowledgedBookings(own).flatMap((booked): Violation[] => {
    if (mayRestOnHold(booked, own)) return [];
    const { operation: booking } = booked;
    return [
      {
        subject: seat,
        what: `Seat ${seat} was booked by ${booking.process}, who cannot have held it then.`,
        operations: own.filter(({ index }) => index <= booking.index),
        rows: [],
        absentFrom: ['history'],
      },
    ];
  });
}

/** As editors count. */
function lineOf(operation: Operation | undefined): number {
  return (operation?.endIndex ?? operation?.index ?? 0) + 1;
}
