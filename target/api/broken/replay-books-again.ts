import type { Composition } from '../compose.ts';
import type { Statement } from '../database/database.ts';
import type { PaymentMethod, Reservation } from '../domain/ordering.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { Booking } from '../orders/booking.ts';
import type { OrderRequest } from '../orders/orders.ts';
import { itsSeats, reservation } from '../orders/statements.ts';
import type { Variant } from './variant.ts';

const orderAgain: Statement = {
  name: 'broken-order-again',
  text: `
WITH o AS (
    INSERT INTO orders (user_id, event_id, expires_at, amount)
    SELECT user_id, event_id, now() + interval '15 s', amount FROM orders WHERE id = $1 RETURNING id, amount),
  lines AS (
    INSERT INTO order_lines (order_id, seat_id)
    SELECT o.id, l.seat_id FROM o, order_lines l WHERE l.order_id = $1)
INSERT INTO payments (order_id, amount, method) SELECT id, amount, $2 FROM o
RETURNING order_id::text AS id, reference::text AS reference, amount`,
};
const confirmAgain: Statement = {
  name: 'broken-confirm-again',
  text: `
WITH o AS (UPDATE orders SET status = 'confirmed' WHERE id = $1 AND status = 'pending' RETURNING *),
  paid AS (
    UPDATE payments SET state = 'charged', updated_at = now() WHERE reference = $2 AND EXISTS (SELECT FROM o))
SELECT json_build_object(${reservation(itsSeats)}) AS answer FROM o`,
};

/** Confirming what is confirmed already is taken for a second purchase; nobody asks for the key. */
function forgetfulBooking({ parts, database, orders, provider }: Composition): Booking {
  async function buyAgain(orderId: string, method: PaymentMethod): Promise<Attempt<Reservation>> {
    const rows = await database.write<{ id: string; reference: string; amount: number }>(orderAgain, [
      orderId,
      method,
    ]);
    const [second] = rows;
    if (second === undefined) return { kind: 'refused', code: 'order_not_found' };
    const charged = await provider.charge({ key: second.reference, amount: second.amount, method });
    if (charged !== 'charged') return { kind: 'refused', code: 'payment_refused' };
    const values = [second.id, second.reference];
    const [booked] = await database.write<{ answer: Reservation }>(confirmAgain, values);
    return booked ? { kind: 'done', answer: booked.answer } : { kind: 'refused', code: 'hold_expired' };
  }

  return {
    ...parts.booking,
    async confirm(request: OrderRequest, method: PaymentMethod) {
      const found = await orders.find(request.userId, request.orderId);
      if (found?.status !== 'confirmed') return parts.booking.confirm(request, method);
      return buyAgain(request.orderId, method);
    },
  };
}

/**
 * A confirmation that is sent again with its key is a second purchase: another order of the same seats,
 * charged, confirmed and answered with its own id. Both purchases are whole and paid for, so that what is
 * wrong is their number. Two live orders of one buyer for one seat would be refused by the index on live
 * lines, which is taken away.
 */
export const replayBooksAgain: Variant = {
  name: 'replay-books-again',
  summary: 'a confirmation sent again with its key buys a second time',
  unmask: ['DROP INDEX order_lines_live_seat'],
  alter: (sound) => ({ ...sound.parts, booking: forgetfulBooking(sound) }),
};
