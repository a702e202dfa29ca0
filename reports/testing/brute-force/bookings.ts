import type { Operation } from '../../evidence/history.ts';
import type { LedgerOrder } from '../../evidence/ledger.ts';
import { type Attempt, attemptsOf, concerns } from './attempts.ts';
import { canHappen, type Effect } from './executions.ts';

/** Units that are booked, by buyer and order. */
type Booked = Record<string, number>;

/**
 * Whether acknowledged bookings of one resource can have come about without ever more than `total` units of
 * it being booked at a time. What got no answer need not have happened.
 */
export function canHaveBeenBooked(operations: readonly Operation[], total: number): boolean {
  const attempts = attemptsOf(operations);
  const effects = attempts.flatMap((attempt): Effect<Booked>[] => {
    const { process, ok, from, until } = attempt;
    const order = ok?.value.order;
    if (attempt.f === 'book') {
      if (ok === null) return [];
      const act = (booked: Booked) => {
        const next = { ...booked, [`${process} ${order}`]: ok.value.quantity ?? 1 };
        return Object.values(next).reduce((sum, units) => sum + units, 0) > total ? [] : [next];
      };
      return [{ from, until, must: true, act }];
    }
    if (attempt.f !== 'cancel') return [];
    const act = (booked: Booked) => {
      const of = Object.entries(booked).filter(
        ([name]) => !(name.startsWith(`${process} `) && concerns(attempt, name.slice(process.length + 1))),
      );
      return [Object.fromEntries(of)];
    };
    return [{ from, until, must: ok !== null, act }];
  });
  return canHappen<Booked>(effects, {});
}

type Standing = 'none' | 'confirmed' | 'cancelled';

/**
 * Whether an acknowledged booking, and what its buyer may have done to it since, can have left what the ledger
 * holds of its order.
 */
export function canHaveLeft(
  booking: Attempt,
  cancels: readonly Attempt[],
  row: LedgerOrder | undefined,
): boolean {
  const asItWas = row !== undefined && isWhatWasBooked(row, booking);
  return (['confirmed', 'cancelled'] as const).some((end) => {
    const explained =
      end === 'confirmed' ? row?.state === 'confirmed' && asItWas : row?.state !== 'confirmed' || asItWas;
    return explained && canEndAs(end, booking, cancels);
  });
}

function canEndAs(end: Standing, booking: Attempt, cancels: readonly Attempt[]): boolean {
  const { from, until } = booking;
  const own = cancels.filter(
    (each) => each.process === booking.process && concerns(each, booking.ok?.value.order),
  );
  const effects: Effect<Standing>[] = [
    { from, until, must: true, act: (standing) => (standing === 'none' ? ['confirmed'] : []) },
    ...own.map((each) => ({
      from: each.from,
      until: each.until,
      must: each.ok !== null,
      act: (standing: Standing): Standing[] => [standing === 'confirmed' ? 'cancelled' : standing],
    })),
  ];
  const last: Effect<Standing> = {
    from: 1e15,
    until: 1e15,
    must: true,
    act: (standing) => (standing === end ? [standing] : []),
  };
  return canHappen<Standing>([...effects, last], 'none');
}

function isWhatWasBooked(row: LedgerOrder, { process, ok }: Attempt): boolean {
  const sorted = (resources: readonly string[] = []) => JSON.stringify([...resources].sort());
  if (row.buyer !== '' && row.buyer !== process) return false;
  return sorted(row.resources) === sorted(ok?.key) && (row.quantity ?? 1) === (ok?.value.quantity ?? 1);
}

/** Bookings whose ok is not certain to come before what may have ended them. Of these a checker says nothing. */
export function hasFleetingBooking(operations: readonly Operation[]): boolean {
  const attempts = attemptsOf(operations);
  return attempts.some(
    (booking) =>
      booking.f === 'book' &&
      booking.ok !== null &&
      attempts.some(
        (each) =>
          each.f === 'cancel' &&
          each.process === booking.process &&
          concerns(each, booking.ok?.value.order) &&
          each.from <= booking.until &&
          each.until >= booking.from,
      ),
  );
}
