import type { Parts } from '../app.ts';
import type { Composition } from '../compose.ts';
import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest } from '../domain/holding.ts';
import type { PaymentMethod, Reservation } from '../domain/ordering.ts';
import type { Attempt } from '../domain/outcome.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders, type Payment } from '../orders/orders.ts';
import { itsSeats, reservation } from '../orders/statements.ts';
import { rememberValues } from '../strategies/hold-statement.ts';

const createTrusting: Statement = {
  name: 'broken-create-order',
  text: `
WITH wanted AS (SELECT id, price FROM seats WHERE event_id = $2 AND id = ANY ($3::bigint[])),
  o AS (
    INSERT INTO orders (user_id, event_id, expires_at, amount, idempotency_key)
    SELECT $1, $2, now() + interval '5 minutes', sum(price), $4 FROM wanted RETURNING *),
  lines AS (INSERT INTO order_lines (order_id, seat_id) SELECT o.id, wanted.id FROM o, wanted),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $4, $5, 201,
           json_build_object(${reservation('(SELECT json_agg(id::text ORDER BY id) FROM wanted)')})
      FROM o WHERE $4::text IS NOT NULL)
SELECT json_build_object(${reservation('(SELECT json_agg(id::text ORDER BY id) FROM wanted)')}) AS answer FROM o`,
};
const payTrusting: Statement = {
  name: 'broken-begin-payment',
  text: `
INSERT INTO payments (order_id, amount, method)
SELECT id, amount, $3 FROM orders WHERE id = $2 AND user_id = $1 AND status = 'pending'
ON CONFLICT (order_id) WHERE state IN ('unknown', 'charged') DO UPDATE SET updated_at = now()
RETURNING reference::text AS reference, amount, method`,
};
const settleTrusting: Statement = {
  name: 'broken-settle-order',
  text: `
WITH o AS (
    UPDATE orders SET status = 'confirmed' WHERE id = $2 AND user_id = $1 AND status = 'pending' RETURNING *),
  paid AS (
    UPDATE payments SET state = 'charged', updated_at = now() WHERE reference = $3 AND EXISTS (SELECT FROM o)),
  booked AS (
    UPDATE seats SET status = 'booked', holder = $1, held_until = NULL, version = version + 1
     WHERE id IN (SELECT seat_id FROM order_lines WHERE order_id = $2) AND EXISTS (SELECT FROM o) RETURNING id),
  counted AS (
    UPDATE events SET available = available - (SELECT count(*) FROM booked)
     WHERE id IN (SELECT event_id FROM o))
SELECT json_build_object(${reservation(itsSeats)}) AS answer FROM o`,
};

/** Orders that trust what hold has answered, and never look at the seats again. */
class TrustingOrders extends Orders {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  override async create(request: HoldRequest): Promise<Attempt<Reservation>> {
    const { userId, eventId, seatIds, remember } = request;
    const values = [userId, eventId, seatIds, ...rememberValues(remember)];
    const rows = await this.#database.write<{ answer: Reservation }>(createTrusting, values);
    return rows[0] ? { kind: 'done', answer: rows[0].answer } : { kind: 'refused', code: 'hold_expired' };
  }

  override async beginPayment(
    { userId, orderId }: OrderRequest,
    method: PaymentMethod,
  ): Promise<Payment | null> {
    const rows = await this.#database.write<Payment>(payTrusting, [userId, orderId, method]);
    return rows[0] ?? null;
  }

  override async settle({ userId, orderId }: OrderRequest, reference: string): Promise<Reservation | null> {
    const values = [userId, orderId, reference];
    const rows = await this.#database.write<{ answer: Reservation }>(settleTrusting, values);
    return rows[0]?.answer ?? null;
  }
}

/** Parts that order and book what hold has given, without another look; nothing in front of PostgreSQL. */
export function trustingParts({
  database,
  provider,
  refunds,
}: Composition): Pick<Parts, 'orders' | 'booking' | 'seatsFreed'> {
  const orders = new TrustingOrders(database);
  const seatsFreed = async () => {};
  return { orders, seatsFreed, booking: createBooking({ orders, provider, refunds, seatsFreed }) };
}
