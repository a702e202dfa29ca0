import type { LedgerPart, LedgerSource } from './client.ts';

/** Where the operator reaches the reference target's books. */
export interface Books {
  databaseUrl: string;
  providerUrl: string;
}

/**
 * Where the truth of the reference target's dialects A and B stands: its own database, and, apart from it, the
 * payment provider's ledger. Order states are already those of the ledger.
 */
export function seatsLedger(books: Books): LedgerSource {
  const { databaseUrl } = books;
  return {
    parts: [
      { kind: 'order', from: { database: databaseUrl, sql: orders } },
      { kind: 'stock', from: { database: databaseUrl, sql: stock } },
      ...moneyLedger(books),
    ],
  };
}

/** What was paid, by our books and by the provider's own: the same for all dialects. */
export function moneyLedger({ databaseUrl, providerUrl }: Books): LedgerPart[] {
  return [
    { kind: 'payment', from: { database: databaseUrl, sql: payments } },
    { kind: 'charge', from: { baseUrl: providerUrl, path: '/ledger', rows: 'charges' } },
  ];
}

// What is ordered and paid for at once has its order under the buyer's key with a word before it.
const orders = `
  SELECT o.id::text AS id, o.user_id::text AS buyer, o.status AS state, o.amount,
         array_agg(l.seat_id::text ORDER BY l.seat_id) AS resources,
         regexp_replace(o.idempotency_key, '^order ', '') AS "idempotencyKey", o.created_at AS created
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
