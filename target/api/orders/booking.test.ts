import { describe, expect, test } from 'vitest';
import type { Reservation } from '../domain/ordering.ts';
import { type BookingParts, createBooking } from './booking.ts';

const request = { userId: '7', orderId: '1', remember: null };

function orderThatIs(status: Reservation['status']): Reservation {
  const createdAt = '2026-01-01T00:00:00.000Z';
  return {
    id: '1',
    eventId: '1',
    seatIds: ['2'],
    status,
    amount: 5_000,
    method: 'card',
    expiresAt: null,
    createdAt,
  };
}

/** An order in hand of a buyer who confirms it; what the provider says, and how the order stands afterwards. */
function paying(said: 'refused' | 'void', status: Reservation['status']) {
  const dropped: string[] = [];
  const unasked = async () => {
    throw new TypeError('expected not to be asked');
  };
  const orders: BookingParts['orders'] = {
    beginPayment: async () => ({ reference: 'pay-1', amount: 5_000, method: 'card' }),
    dropPayment: async (reference) => {
      dropped.push(reference);
    },
    find: async () => orderThatIs(status),
    settle: unasked,
    cancel: unasked,
    expire: unasked,
  };
  const provider = { charge: async () => said };
  const refunds = { settleSoon: unasked };
  const parts: BookingParts = { orders, provider, refunds, seatsFreed: unasked };
  return { booking: createBooking(parts), parts, dropped };
}

describe('nothing was charged', () => {
  test.each([
    ['void', 'cancelled', 'order_cancelled'],
    ['void', 'expired', 'hold_expired'],
    ['void', 'pending', 'payment_refused'],
    ['refused', 'pending', 'payment_refused'],
  ] as const)('the provider says %s, the order is %s: %s', async (said, status, code) => {
    const { booking, dropped } = paying(said, status);
    expect(await booking.confirm(request, 'card')).toEqual({ kind: 'refused', code });
    expect(dropped).toEqual(['pay-1']);
  });
});

test('cancelled under this key while its statement waited: the first answer is given again', async () => {
  const { orders, ...parts } = paying('refused', 'cancelled').parts;
  const first = { fingerprint: 'cancel 1', status: 200, answer: {} };
  const seen = [null, { kind: 'remembered' as const, first }];
  const cancel = async () => seen.shift() ?? null;
  const booking = createBooking({ ...parts, orders: { ...orders, cancel } });
  expect(await booking.cancel(request)).toEqual({ kind: 'remembered', first });
});
