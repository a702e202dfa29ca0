import type { LedgerSource } from './client.ts';

/**
 * Where the reference target's truth stands: its own database, and, apart from it, the payment provider's
 * ledger. Order states are already those of the ledger.
 */
export function seatsLedger({
  databaseUrl,
  providerUrl,
}: {
  databaseUrl: string;
  providerUrl: string;
}): LedgerSource {
  return {
    parts: [
      { kind: 'order', from: { database: databaseUrl, sql: orders } },
      { kind: 'stock', from: { database: databaseUrl, sql: stock } },
      { kind: 'payment', from: { database: databaseUrl, sql: payments } },
      { kind: 'charge', from: { baseUrl: providerUrl, path: '/ledger', rows: 'charges' } },
    ],
  };
}

const orders = `
  SELECT o.id::text AS id, o.user_id::text AS buyer, o.status AS state, o.amount,
         array_agg(l.seat_id::text ORDER BY l.seat_id) AS resources,
         o.idempotency_key AS "idempotencyKey", o.created_at AS created
    FROM orders o JOIN order_lines l ON l.order_id = o.id
   GROUP BY o.id ORDER BY o.id`;

// A hold whose time ran out, by the database's clock, is free.
const stock = `
  SELECT id::text AS resource, 1 AS total,
         (status = 'available' OR (status = 'held' AND held_until <= now()))::int AS available,
         (status = 'held' AND held_until > now())::int AS held,
         (status = 'booked')::int AS sold
    FROM seats ORDER BY id`;

const payments = `
  SELECT order_id::text AS "order", amount, state, reference::text AS reference
    FROM payments ORDER BY id`;
