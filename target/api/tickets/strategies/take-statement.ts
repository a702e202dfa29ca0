import type { Statement } from '../../database/database.ts';
import type { Attempt, FirstAnswer } from '../../domain/outcome.ts';
import type { ProblemCode } from '../../domain/problems.ts';
import type { Taken, TicketRequest } from '../../domain/ticketing.ts';
import { paySeconds } from '../ticket-orders.ts';

/**
 * What every take begins with: the event `e`, the order `known` under the buyer's key, the type `wanted`.
 *
 * Parameters: $1 user, $2 event, $3 ticket type or null, $4 quantity, $5 idempotency key or null.
 */
export const lookAround = `
  e AS (SELECT id, status = 'on_sale' AND on_sale_at <= now() AS selling FROM events WHERE id = $2),
  known AS (
    SELECT o.id, (o.event_id = $2 AND l.ticket_type_id = coalesce($3, l.ticket_type_id)
             AND l.quantity = $4) AS same
      FROM orders o JOIN order_lines l ON l.order_id = o.id
     WHERE o.user_id = $1 AND o.idempotency_key = $5),
  first AS (SELECT row_to_json(i) AS answer FROM idempotency i WHERE i.user_id = $1 AND i.key = $5),
  wanted AS (
    SELECT id, available FROM ticket_types
     WHERE event_id = $2 AND ($3::bigint IS NULL OR id = $3))`;

/** The type to take from, where there is one and nothing speaks against it beforehand. */
export const takeable = `
  (SELECT min(id) FROM wanted
   HAVING count(*) = 1 AND EXISTS (SELECT FROM e WHERE selling)
      AND NOT EXISTS (SELECT FROM known) AND NOT EXISTS (SELECT FROM first))`;

/** After a CTE `t(id, price)` of the type that was taken from: its order, pending. $6 seconds to pay in. */
export const orderTaken = `
  o AS (
    INSERT INTO orders (user_id, event_id, expires_at, amount, idempotency_key)
    SELECT $1, $2, now() + make_interval(secs => $6), t.price * $4, $5 FROM t RETURNING id),
  line AS (INSERT INTO order_lines (order_id, ticket_type_id, quantity) SELECT o.id, t.id, $4 FROM o, t)`;

/** The same, and the event's count. The pool first, then the event: everyone locks in this order. */
export const countAndOrder = `
  counted AS (UPDATE events SET available = available - $4 WHERE id = $2 AND EXISTS (SELECT FROM t)),
  ${orderTaken}`;

/** Why nothing was taken, or which order has it already. What is left is told as the statement found it. */
export const whatElse = `
  (SELECT id::text FROM known WHERE same) AS "orderId",
  (SELECT answer FROM first) AS first,
  CASE WHEN EXISTS (SELECT FROM known WHERE NOT same) THEN 'idempotency_key_reused'
       WHEN NOT EXISTS (SELECT FROM e) THEN 'event_not_found'
       WHEN NOT EXISTS (SELECT FROM wanted) THEN 'ticket_type_not_found'
       WHEN (SELECT count(*) FROM wanted) > 1 THEN 'ticket_type_needed'
       WHEN NOT (SELECT selling FROM e) THEN 'not_in_sale'
       WHEN (SELECT available FROM wanted) = 0 THEN 'sold_out'
       ELSE 'not_enough_left' END AS refusal`;

/**
 * One guarded UPDATE: a rival waits for the row, and PostgreSQL then asks again, of the newest row, whether
 * enough is left. Takes all of it or nothing.
 */
export const takeAtomically: Statement = {
  name: 'take-tickets-atomically',
  text: `
WITH ${lookAround},
  t AS (
    UPDATE ticket_types SET available = available - $4
     WHERE id = ${takeable} AND available >= $4
    RETURNING id, price),
  ${countAndOrder}
SELECT (SELECT id::text FROM o) AS taken, ${whatElse}`,
};

/** A row of a take statement's answer. */
export interface TakeRow {
  taken: string | null;
  orderId: string | null;
  first: FirstAnswer | null;
  refusal: ProblemCode | null;
}

/** What the row of a take statement says. A first answer goes before an order, and that before a refusal. */
export function attemptOf(row: TakeRow | undefined): Attempt<Taken> {
  if (row?.taken) return { kind: 'done', answer: { orderId: row.taken } };
  if (row?.first) return { kind: 'remembered', first: row.first };
  if (row?.orderId) return { kind: 'done', answer: { orderId: row.orderId } };
  if (row?.refusal) return { kind: 'refused', code: row.refusal };
  throw new TypeError(`expected an order or a refusal from PostgreSQL, got ${JSON.stringify(row)}`);
}

/** $1 to $5 of a take statement. */
export function lookValues({ userId, eventId, ticketTypeId, quantity, remember }: TicketRequest) {
  return [userId, eventId, ticketTypeId, quantity, remember?.key ?? null];
}

/** $1 to $6. */
export function takeValues(request: TicketRequest) {
  return [...lookValues(request), paySeconds];
}
