import type { LedgerSource } from './client.ts';
import { type Books, moneyLedger } from './seats.ledger.ts';

/**
 * Where the truth of the reference target's dialect C stands. What is sold and what waits for its payment is
 * counted from the orders, what is left from the pool: they were written apart, and must add up.
 */
export function quantityLedger(books: Books): LedgerSource {
  const database = books.databaseUrl;
  return {
    parts: [
      { kind: 'order', from: { database, sql: orders } },
      { kind: 'stock', from: { database, sql: stock } },
      ...moneyLedger(books),
    ],
  };
}

const orders = `
  SELECT o.id::text AS id, o.user_id::text AS buyer, o.status AS state, o.amount,
         l.ticket_type_id::text AS resources, l.quantity,
         o.idempotency_key AS "idempotencyKey", o.created_at AS created
    FROM orders o JOIN order_lines l ON l.order_id = o.id
   ORDER BY o.id`;

const stock = `
  SELECT t.id::text AS resource, t.quantity AS total, t.available,
         coalesce(sum(l.quantity) FILTER (WHERE o.status = 'pending'), 0)::int AS held,
         coalesce(sum(l.quantity) FILTER (WHERE o.status = 'confirmed'), 0)::int AS sold
    FROM ticket_types t
    LEFT JOIN order_lines l ON l.ticket_type_id = t.id AND l.live
    LEFT JOIN orders o ON o.id = l.order_id
   GROUP BY t.id ORDER BY t.id`;
