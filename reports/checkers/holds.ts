import type { Operation } from '../evidence/history.ts';
import { acknowledgedBookings, type Booking, mayActAfter } from './bookings.ts';
import type { Span } from './overlap.ts';

/** What a buyer certainly had of a seat, and the operations that show it. */
export interface Possession extends Span {
  operations: readonly Operation[];
}

const nsPerMs = 1e6;

/**
 * The spans in which a hold was *certainly* there. It begins at its ok. It ends at the earliest instant at
 * which it may be gone: the invoke of a release or a cancel that may have happened, the invoke of a booking
 * that was or may have been refused (a shop may let the seat go with it), or its time to live counted from the
 * first invoke with its idempotency key, since a second try may be answered with what the first one did. What
 * got no answer before the hold may end it all the same. Where the time to live is not known, the hold is
 * certain only up to the last order or booking that succeeded on the strength of it.
 *
 * @param own one buyer's operations on one seat, in order
 */
export function certainHolds(own: readonly Operation[]): Possession[] {
  const seen = new Set<string>();
  return own.flatMap((hold): Possession[] => {
    if (hold.f !== 'hold' || hold.outcome !== 'ok' || hold.ended === null) return [];
    if (hold.idempotencyKey !== null && seen.has(hold.idempotencyKey)) return [];
    if (hold.idempotencyKey !== null) seen.add(hold.idempotencyKey);
    // A try before this one may have had the effect, and what came after that may have ended it.
    const began = firstTry(hold, own);
    const end = own.find((each) => mayEndHold(each, began));
    const { ttlMs } = hold.value;
    const lasts = ttlMs === undefined ? lastUse(hold, own) : began.invoked + ttlMs * nsPerMs;
    const until = Math.min(lasts, end?.invoked ?? Infinity);
    return [{ owner: hold.process, from: hold.ended, until, operations: [hold] }];
  });
}

function firstTry(hold: Operation, own: readonly Operation[]): Operation {
  if (hold.idempotencyKey === null) return hold;
  return (
    own.find(
      ({ f, outcome, idempotencyKey }) =>
        f === 'hold' && outcome !== 'fail' && idempotencyKey === hold.idempotencyKey,
    ) ?? hold
  );
}

function mayEndHold(each: Operation, began: Operation): boolean {
  if (each.f === 'release' || each.f === 'cancel') return mayActAfter(each, began);
  if (each.f !== 'book' || each.outcome === 'ok') return false;
  return each.outcome === 'info' || each.index > began.index;
}

function lastUse(hold: Operation, own: readonly Operation[]): number {
  const uses = own.filter(
    ({ f, outcome, index }) => (f === 'order' || f === 'book') && outcome === 'ok' && index > hold.index,
  );
  return Math.max(-Infinity, ...uses.map(({ invoked }) => invoked));
}

/** The spans in which a seat was certainly booked: from the ok to the first cancel that may have happened. */
export function certainBookings(own: readonly Operation[]): Possession[] {
  return acknowledgedBookings(own).map(({ operation, from, until }) => ({
    owner: operation.process,
    from,
    until,
    operations: [operation],
  }));
}

/**
 * Whether a hold of the buyer's *may* have been live at some instant of an acknowledged booking: one that may
 * have happened, begun before the booking ended, and not certainly over when the booking was first tried. It is
 * certainly over once a release was acknowledged, or its time to live has passed since its ok (or since the
 * ok of an order that was sent before, which may renew it). One without an answer may have begun at any later
 * time; an order without one may have renewed it in its last instant.
 */
export function mayRestOnHold(
  booking: Pick<Booking, 'operation' | 'firstTry'>,
  own: readonly Operation[],
): boolean {
  const before = own.filter(({ invoked }) => invoked < (booking.operation.ended ?? Infinity));
  const since = booking.firstTry.invoked;
  return before.some((hold) => {
    if (hold.f !== 'hold' || hold.outcome === 'fail') return false;
    if (hold.outcome === 'info' || hold.ended === null) return true;
    if (before.some((each) => isReleaseBetween(each, hold, since))) return false;
    const { ttlMs } = hold.value;
    if (ttlMs === undefined) return true;
    const orders = before.filter((each) => each.f === 'order' && mayActAfter(each, hold));
    return lastInstant(hold.ended, ttlMs, orders) >= since;
  });
}

/** Until when a hold may have lasted that was answered at `began`. What was ordered after its end renewed nothing. */
function lastInstant(began: number, ttlMs: number, orders: readonly Operation[]): number {
  const answered = orders.filter(({ outcome }) => outcome === 'ok');
  const lifetimes = (1 + orders.length - answered.length) * ttlMs * nsPerMs;
  return answered.reduce(
    (until, { invoked, ended }) =>
      invoked > until ? until : Math.max(until, Math.min(ended ?? invoked, until) + lifetimes),
    began + lifetimes,
  );
}

function isReleaseBetween({ f, outcome, index, ended }: Operation, hold: Operation, since: number): boolean {
  if (f !== 'release' || outcome !== 'ok' || ended === null) return false;
  return index > (hold.endIndex ?? Infinity) && ended < since;
}
