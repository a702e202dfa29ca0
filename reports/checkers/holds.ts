import type { Operation } from '../evidence/history.ts';
import { acknowledgedBookings } from './bookings.ts';
import type { Span } from './overlap.ts';

/** What a buyer certainly had of a seat, and the operations that show it. */
export interface Possession extends Span {
  operations: readonly Operation[];
}

const nsPerMs = 1e6;

/**
 * The spans in which a hold was *certainly* there. It begins at its ok. It ends at the earliest instant at
 * which it may be gone: the invoke of a release or a cancel that may have happened, the invoke of a booking
 * that was refused (a shop may let the seat go with it), or its time to live counted from the first invoke
 * with its idempotency key, since a second try may be answered with what the first one did. Where the time to live is not known, it is certain only up to the last order or booking that
 * succeeded on the strength of it.
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
    const later = own.filter((each) => each.invoked > began && each.f !== 'hold');
    const end = later.find(mayEndHold);
    const { ttlMs } = hold.value;
    const lasts = ttlMs === undefined ? lastUse(later) : began + ttlMs * nsPerMs;
    const until = Math.min(lasts, end?.invoked ?? Infinity);
    return [{ owner: hold.process, from: hold.ended, until, operations: [hold] }];
  });
}

function firstTry(hold: Operation, own: readonly Operation[]): number {
  if (hold.idempotencyKey === null) return hold.invoked;
  const tries = own.filter(({ f, idempotencyKey }) => f === 'hold' && idempotencyKey === hold.idempotencyKey);
  return Math.min(...tries.map(({ invoked }) => invoked));
}

function mayEndHold({ f, outcome }: Operation): boolean {
  if (f === 'release' || f === 'cancel') return outcome !== 'fail';
  return f === 'book' && outcome === 'fail';
}

function lastUse(later: readonly Operation[]): number {
  const uses = later.filter(({ f, outcome }) => (f === 'order' || f === 'book') && outcome === 'ok');
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
 * have happened, begun before the booking ended, and not certainly over when the booking was invoked. It is
 * certainly over once a release was acknowledged, or its time to live has passed since its ok (or since the
 * ok of an order, which may renew it). One without an answer may have begun at any later time.
 */
export function mayRestOnHold(booking: Operation, own: readonly Operation[]): boolean {
  const before = own.filter(({ invoked }) => invoked < (booking.ended ?? Infinity));
  return before.some((hold) => {
    if (hold.f !== 'hold' || hold.outcome === 'fail') return false;
    if (hold.outcome === 'info' || hold.ended === null) return true;
    const after = before.filter((each) => each.invoked > hold.invoked);
    const released = after.find(({ f, outcome }) => f === 'release' && outcome === 'ok');
    if (released?.ended != null && released.ended < booking.invoked) return false;
    const { ttlMs } = hold.value;
    if (ttlMs === undefined) return true;
    const orders = after.filter(({ f, outcome }) => f === 'order' && outcome !== 'fail');
    const renewed = Math.max(hold.ended, ...orders.map(({ ended }) => ended ?? Infinity));
    return renewed + ttlMs * nsPerMs >= booking.invoked;
  });
}
