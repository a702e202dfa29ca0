import type { PaymentCallbacks } from '../domain/ordering.ts';
import { type SeatChanges, seatsNow } from '../domain/seat-changes.ts';
import type { Orders } from './orders.ts';
import type { Refunds } from './refunds.ts';

export interface CallbackParts {
  orders: Pick<Orders, 'payment' | 'settle' | 'dropPayment'>;
  refunds: Pick<Refunds, 'settleSoon'>;
  seatChanges: SeatChanges;
}

/**
 * What comes of a charge is heard twice: as the answer, and maybe as a call-back, before it, after it, in its
 * stead, or again. All of them do the same, and each part of it happens once: an order that is there to be
 * confirmed is, a charge that came too late is given back, a refused one leaves the order to be paid anew.
 */
export function createCallbacks({ orders, refunds, seatChanges }: CallbackParts): PaymentCallbacks {
  return {
    async heard({ key, amount, state }) {
      const payment = await orders.payment(key);
      if (payment === null || payment.amount !== amount) return 'unknown';
      if (state === 'refused') {
        await orders.dropPayment(key);
        return 'heard';
      }
      const { userId, orderId } = payment;
      const booked = await orders.settle({ userId, orderId, remember: null }, key);
      if (booked === null) await refunds.settleSoon(orderId);
      else seatChanges.changed(booked.eventId, seatsNow('booked', booked.seatIds));
      return 'heard';
    },
  };
}
