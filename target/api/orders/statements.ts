import type { Statement } from '../database/database.ts';

// Conditions beside the key stand in (…) IS TRUE, which keeps the planner from the indexes on them: planned
// before the sale, «pending» or «held» look rare, and an index of all that are pending looks as good as the key.
// For the same reason the newest of an order's payments is not asked for with ORDER BY … LIMIT 1: the planner would
// read all payments from their end.

/** An order `o` as its buyer sees it; `seatIds` is an SQL expression of a JSON array. */
export const reservation = (seatIds: string) => `
  'id', o.id::text, 'eventId', o.event_id::text, 'seatIds', ${seatIds}, 'status', o.status,
  'amount', o.amount,
  'method', (SELECT (array_agg(p.method ORDER BY p.id DESC))[1] FROM payments p WHERE p.order_id = o.id),
  'expiresAt', CASE WHEN o.status = 'pending' THEN o.expires_at END,
  'createdAt', o.created_at`;

/** All seats of an order `o`, as a JSON array. */
export const itsSeats =
  '(SELECT json_agg(l.seat_id::text ORDER BY l.seat_id) FROM order_lines l WHERE l.order_id = o.id)';

const firstAnswer = (user: string, key: string) =>
  `(SELECT row_to_json(i) FROM idempotency i WHERE i.user_id = ${user} AND i.key = ${key})`;

/** $1 user, $2 event, $3 seats, $4 key, $5 fingerprint.
 *
 * The seats are locked first, in id order, as everywhere. What still leans on them, an earlier pending order
 * of someone whose hold ran out or of the buyer, expires, and its lines die before the new ones appear: the
 * count of the dead is asked for so that PostgreSQL finishes them before it inserts. */
export const createOrder: Statement = {
  name: 'create-order',
  text: `
WITH held AS (
    SELECT id, price, held_until FROM seats
     WHERE id = ANY ($3::bigint[])
       AND (event_id = $2 AND status = 'held' AND holder = $1 AND held_until > now()) IS TRUE
     ORDER BY id FOR UPDATE),
  whole AS (
    SELECT sum(price)::integer AS amount, min(held_until) AS until
      FROM held HAVING count(*) = cardinality($3::bigint[])),
  expired AS (
    UPDATE orders SET status = 'expired'
     WHERE (status = 'pending') IS TRUE AND id IN (
       SELECT l.order_id FROM order_lines l, whole WHERE l.live AND l.seat_id = ANY ($3::bigint[]))
    RETURNING id),
  dead AS (
    UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM expired) RETURNING 1),
  o AS (
    INSERT INTO orders (user_id, event_id, expires_at, amount, idempotency_key)
    SELECT $1, $2, until, amount, $4 FROM whole WHERE (SELECT count(*) FROM dead) >= 0
    RETURNING *),
  lines AS (INSERT INTO order_lines (order_id, seat_id) SELECT o.id, held.id FROM o, held),
  answer AS (
    SELECT json_build_object(${reservation('(SELECT json_agg(id::text ORDER BY id) FROM held)')}) AS body FROM o),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $4, $5, 201, body FROM answer WHERE $4::text IS NOT NULL)
SELECT a.body AS answer,
       CASE WHEN a.body IS NOT NULL THEN NULL
            WHEN NOT EXISTS (SELECT FROM events WHERE id = $2) THEN 'event_not_found'
            WHEN (SELECT count(*) FROM seats WHERE id = ANY ($3::bigint[]) AND (event_id = $2) IS TRUE)
                 < cardinality($3::bigint[]) THEN 'seat_not_found'
            ELSE 'hold_expired' END AS refusal,
       CASE WHEN a.body IS NULL THEN ${firstAnswer('$1', '$4')} END AS first
  FROM (VALUES (1)) one LEFT JOIN answer a ON true`,
};

/** $1 user, $2 order, $3 method, $4 seconds to pay in, $5 key, $6 seconds after the order at most.
 *
 * Writes the payment down before anything is charged, and keeps the hold while it is paid for; not for ever, or
 * whoever is refused over and over would hold a seat for as long. An order that is being paid already keeps its
 * payment, its method and the provider's key: two confirmations charge once. */
export const beginPayment: Statement = {
  name: 'begin-payment',
  text: `
WITH wanted AS (
    SELECT id, least(now() + make_interval(secs => $4), created_at + make_interval(secs => $6)) AS until FROM orders
     WHERE id = $2 AND (user_id = $1 AND status = 'pending' AND expires_at > now()) IS TRUE
       AND NOT EXISTS (SELECT FROM idempotency WHERE user_id = $1 AND key = $5)),
  lines AS (SELECT seat_id FROM order_lines, wanted WHERE order_id = wanted.id AND live),
  held AS (
    SELECT s.id, s.held_until FROM seats s
     WHERE s.id IN (SELECT seat_id FROM lines)
       AND (s.status = 'held' AND s.holder = $1 AND s.held_until > now()) IS TRUE
     ORDER BY s.id FOR UPDATE),
  payable AS (
    SELECT id, until FROM wanted
     WHERE (SELECT count(*) FROM held) = (SELECT count(*) FROM lines) AND EXISTS (SELECT FROM lines)),
  kept AS (
    UPDATE orders o SET expires_at = greatest(o.expires_at, payable.until) FROM payable
     WHERE o.id = payable.id AND (o.status = 'pending') IS TRUE RETURNING o.id, o.amount),
  protected AS (
    UPDATE seats SET held_until = (SELECT until FROM payable), version = version + 1
     WHERE id IN (SELECT id FROM held WHERE held_until < (SELECT until FROM payable))
       AND EXISTS (SELECT FROM kept)),
  payment AS (
    INSERT INTO payments (order_id, amount, method) SELECT id, amount, $3 FROM kept
    ON CONFLICT (order_id) WHERE state IN ('unknown', 'charged') DO UPDATE SET updated_at = now()
    RETURNING reference, amount, method)
SELECT p.reference::text AS reference, p.amount, p.method, ${firstAnswer('$1', '$5')} AS first
  FROM (VALUES (1)) one LEFT JOIN payment p ON true`,
};

/** $1 user, $2 order, $3 reference, $4 key, $5 fingerprint. All of it or nothing: no order, no effect. */
export const settleOrder: Statement = {
  name: 'settle-order',
  text: `
WITH lines AS (SELECT seat_id FROM order_lines WHERE order_id = $2 AND live),
  held AS (
    SELECT id FROM seats
     WHERE id IN (SELECT seat_id FROM lines) AND (status = 'held' AND holder = $1) IS TRUE
     ORDER BY id FOR UPDATE),
  o AS (
    UPDATE orders SET status = 'confirmed'
     WHERE id = $2 AND (user_id = $1 AND status = 'pending') IS TRUE
       AND (SELECT count(*) FROM held) = (SELECT count(*) FROM lines) AND EXISTS (SELECT FROM lines)
       AND EXISTS (SELECT FROM payments WHERE order_id = $2 AND reference = $3 AND state = 'unknown')
    RETURNING *),
  paid AS (
    UPDATE payments SET state = 'charged', updated_at = now()
     WHERE reference = $3 AND EXISTS (SELECT FROM o)),
  booked AS (
    UPDATE seats SET status = 'booked', held_until = NULL, version = version + 1
     WHERE id IN (SELECT id FROM held) AND EXISTS (SELECT FROM o) RETURNING id),
  told AS (
    INSERT INTO outbox (topic, body)
    SELECT 'purchase', jsonb_build_object('order', id::text, 'user', user_id::text) FROM o),
  answer AS (SELECT json_build_object(${reservation(itsSeats)}) AS body FROM o),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $4, $5, 200, body FROM answer WHERE $4::text IS NOT NULL),
  counted AS (
    UPDATE events SET available = available - (SELECT count(*) FROM booked)
     WHERE id IN (SELECT event_id FROM o))
SELECT body AS answer FROM answer`,
};

/** $1 user, $2 order, $3 key, $4 fingerprint. What was charged becomes due to be given back. */
export const cancelOrder: Statement = {
  name: 'cancel-order',
  text: `
WITH wanted AS (
    SELECT id, status AS was FROM orders
     WHERE id = $2 AND (user_id = $1 AND status IN ('pending', 'confirmed')) IS TRUE
       AND NOT EXISTS (SELECT FROM idempotency WHERE user_id = $1 AND key = $3)),
  seated AS (
    SELECT s.id, s.status FROM seats s
     WHERE s.id IN (SELECT seat_id FROM order_lines, wanted WHERE order_id = wanted.id AND live IS TRUE)
       AND (s.holder = $1 AND s.status IN ('held', 'booked')) IS TRUE
     ORDER BY s.id FOR UPDATE),
  o AS (
    UPDATE orders SET status = 'cancelled' FROM wanted
     WHERE orders.id = wanted.id AND (orders.status = wanted.was) IS TRUE AND (SELECT count(*) FROM seated) >= 0
    RETURNING orders.*, wanted.was),
  freed AS (
    UPDATE seats SET status = 'available', holder = NULL, held_until = NULL, version = version + 1
     WHERE id IN (SELECT id FROM seated) AND EXISTS (SELECT FROM o) RETURNING id),
  dead AS (UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM o)),
  due AS (
    UPDATE payments SET refund_due = true, updated_at = now()
     WHERE order_id IN (SELECT id FROM o) AND state IN ('unknown', 'charged')),
  told AS (
    INSERT INTO outbox (topic, body)
    SELECT 'cancellation', jsonb_build_object('order', id::text, 'user', user_id::text, 'refunded', amount)
      FROM o WHERE was = 'confirmed'),
  answer AS (
    SELECT json_build_object(${reservation(itsSeats)},
             'refunded', CASE o.was WHEN 'confirmed' THEN o.amount ELSE 0 END) AS body FROM o),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $3, $4, 200, body FROM answer WHERE $3::text IS NOT NULL),
  counted AS (
    UPDATE events SET available = available + (SELECT count(*) FROM seated WHERE status = 'booked')
     WHERE id IN (SELECT event_id FROM o WHERE was = 'confirmed'))
SELECT a.body AS answer, ${firstAnswer('$1', '$3')} AS first
  FROM (VALUES (1)) one LEFT JOIN answer a ON true`,
};

export const findOrder: Statement = {
  name: 'find-order',
  text: `SELECT json_build_object(${reservation(itsSeats)}) AS answer
           FROM orders o WHERE o.id = $1 AND (o.user_id = $2) IS TRUE`,
};

export const listOrders: Statement = {
  name: 'list-orders',
  text: `SELECT json_build_object(${reservation(itsSeats)}) AS answer
           FROM orders o WHERE o.user_id = $1 ORDER BY o.created_at DESC, o.id DESC LIMIT $2`,
};

export const findPayment: Statement = {
  name: 'find-payment',
  text: `SELECT o.user_id::text AS "userId", o.id::text AS "orderId", p.amount
           FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.reference = $1`,
};

/** A charge that was refused leaves no payment, so that another one can be tried. */
export const dropPayment: Statement = {
  name: 'drop-payment',
  text: `DELETE FROM payments p USING orders o
          WHERE p.reference = $1 AND p.state = 'unknown' AND o.id = p.order_id AND o.status = 'pending'`,
};

/** After this the order can never be confirmed, so its charge may be given back. */
export const expireOrder: Statement = {
  name: 'expire-order',
  text: `
WITH o AS (UPDATE orders SET status = 'expired' WHERE id = $1 AND (status = 'pending') IS TRUE RETURNING id)
UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM o)`,
};
