import type { Statement } from '../database/database.ts';
import { giveBack } from '../orders/give-back.ts';

/** An order `o` of tickets as its buyer sees it. */
const ticketReservation = `
  'id', o.id::text, 'eventId', o.event_id::text, 'seatIds', '[]'::json,
  'ticketTypeId', (SELECT l.ticket_type_id::text FROM order_lines l WHERE l.order_id = o.id LIMIT 1),
  'quantity', (SELECT l.quantity FROM order_lines l WHERE l.order_id = o.id LIMIT 1),
  'status', o.status, 'amount', o.amount,
  'method', (SELECT (array_agg(p.method ORDER BY p.id DESC))[1] FROM payments p WHERE p.order_id = o.id),
  'expiresAt', CASE WHEN o.status = 'pending' THEN o.expires_at END,
  'createdAt', o.created_at`;

const firstAnswer = (user: string, key: string) =>
  `(SELECT row_to_json(i) FROM idempotency i WHERE i.user_id = ${user} AND i.key = ${key})`;

/** $1 user, $2 order, $3 method, $4 seconds to pay in, $5 key. Written down before anything is charged. */
export const beginTicketPayment: Statement = {
  name: 'begin-ticket-payment',
  text: `
WITH wanted AS (
    SELECT id FROM orders
     WHERE id = $2 AND (user_id = $1 AND status = 'pending' AND expires_at > now()) IS TRUE
       AND NOT EXISTS (SELECT FROM idempotency WHERE user_id = $1 AND key = $5)),
  kept AS (
    UPDATE orders SET expires_at = greatest(expires_at, now() + make_interval(secs => $4))
     WHERE id IN (SELECT id FROM wanted) AND (status = 'pending') IS TRUE RETURNING id, amount),
  payment AS (
    INSERT INTO payments (order_id, amount, method) SELECT id, amount, $3 FROM kept
    ON CONFLICT (order_id) WHERE state IN ('unknown', 'charged') DO UPDATE SET updated_at = now()
    RETURNING reference, amount, method)
SELECT p.reference::text AS reference, p.amount, p.method, ${firstAnswer('$1', '$5')} AS first
  FROM (VALUES (1)) one LEFT JOIN payment p ON true`,
};

/** $1 user, $2 order, $3 reference, $4 key, $5 fingerprint. The pool is not touched: the order has its tickets. */
export const settleTickets: Statement = {
  name: 'settle-tickets',
  text: `
WITH o AS (
    UPDATE orders SET status = 'confirmed'
     WHERE id = $2 AND (user_id = $1 AND status = 'pending') IS TRUE
       AND EXISTS (SELECT FROM payments WHERE order_id = $2 AND reference = $3 AND state = 'unknown')
    RETURNING *),
  paid AS (
    UPDATE payments SET state = 'charged', updated_at = now()
     WHERE reference = $3 AND EXISTS (SELECT FROM o)),
  told AS (
    INSERT INTO outbox (topic, body)
    SELECT 'purchase', jsonb_build_object('order', id::text, 'user', user_id::text) FROM o),
  answer AS (SELECT json_build_object(${ticketReservation}) AS body FROM o),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $4, $5, 201, body FROM answer WHERE $4::text IS NOT NULL)
SELECT body AS answer FROM answer`,
};

/** $1 user, $2 order, $3 key, $4 fingerprint. The pool gets its tickets back, and the buyer the money. */
export const cancelTickets: Statement = {
  name: 'cancel-tickets',
  text: `
WITH wanted AS (
    SELECT id, status AS was FROM orders
     WHERE id = $2 AND (user_id = $1 AND status IN ('pending', 'confirmed')) IS TRUE
       AND NOT EXISTS (SELECT FROM idempotency WHERE user_id = $1 AND key = $3)),
  o AS (
    UPDATE orders SET status = 'cancelled' FROM wanted
     WHERE orders.id = wanted.id AND (orders.status = wanted.was) IS TRUE
    RETURNING orders.*, wanted.was),
  dead AS (
    UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM o)
    RETURNING ticket_type_id, quantity),
  ${giveBack},
  due AS (
    UPDATE payments SET refund_due = true, updated_at = now()
     WHERE order_id IN (SELECT id FROM o) AND state IN ('unknown', 'charged')),
  told AS (
    INSERT INTO outbox (topic, body)
    SELECT 'cancellation', jsonb_build_object('order', id::text, 'user', user_id::text, 'refunded', amount)
      FROM o WHERE was = 'confirmed'),
  answer AS (
    SELECT json_build_object(${ticketReservation},
             'refunded', CASE o.was WHEN 'confirmed' THEN o.amount ELSE 0 END) AS body FROM o),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $3, $4, 200, body FROM answer WHERE $3::text IS NOT NULL)
SELECT a.body AS answer, ${firstAnswer('$1', '$3')} AS first
  FROM (VALUES (1)) one LEFT JOIN answer a ON true`,
};

/** $1 the reference of a charge that was refused. Nobody waits for another one: the tickets go back at once,
 * and the key is free for another try. The payment stays until the provider has voided its key. */
export const undoTaking: Statement = {
  name: 'undo-taking',
  text: `
WITH o AS (
    UPDATE orders SET status = 'cancelled', idempotency_key = NULL
     WHERE id = (SELECT order_id FROM payments WHERE reference = $1 AND state = 'unknown')
       AND (status = 'pending') IS TRUE
    RETURNING id),
  dead AS (
    UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM o)
    RETURNING ticket_type_id, quantity),
  ${giveBack}
SELECT count(*)::integer AS undone FROM o`,
};

/** $1 order. After this it can never be confirmed, so its charge may be given back. */
export const expireTickets: Statement = {
  name: 'expire-tickets',
  text: `
WITH o AS (UPDATE orders SET status = 'expired' WHERE id = $1 AND (status = 'pending') IS TRUE RETURNING id),
  dead AS (
    UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM o)
    RETURNING ticket_type_id, quantity),
  ${giveBack}
SELECT count(*)::integer AS expired FROM o`,
};

/** $1 order, $2 user. */
export const findTickets: Statement = {
  name: 'find-tickets',
  text: `SELECT json_build_object(${ticketReservation}) AS answer
           FROM orders o WHERE o.id = $1 AND (o.user_id = $2) IS TRUE`,
};
