import type { LedgerPart, LedgerSource } from '../../../scenarios/clients/client.ts';

const headers = { 'x-admin-key': 'keys-to-the-office' };

const orders: LedgerPart = {
  kind: 'order',
  from: { path: '/admin/orders', rows: 'orders', headers },
  fields: {
    id: 'number',
    buyer: 'customer',
    resources: 'event',
    quantity: 'tickets',
    state: 'status',
    amount: 'totalCents',
    idempotencyKey: 'reference',
    created: 'placedAt',
  },
  states: { OPEN: 'pending', PAID: 'confirmed', VOID: 'cancelled' },
};

const stock: LedgerPart = {
  kind: 'stock',
  from: { path: '/admin/stock', rows: 'stock', headers },
  fields: { resource: 'event', total: 'capacity', available: 'left', held: 'reserved' },
};

const payments: LedgerPart = {
  kind: 'payment',
  from: { path: '/admin/payments', rows: 'payments', headers },
  fields: { amount: 'amountCents', state: 'status', reference: 'charge' },
  states: { CAPTURED: 'charged' },
};

const charges: LedgerPart = {
  kind: 'charge',
  from: { path: '/processor/charges', rows: 'charges', headers },
  fields: { amount: 'amountCents', state: 'status' },
  states: { captured: 'charged' },
};

/** The shop's books, and the card processor's, in our words. */
export const ledger: LedgerSource = { parts: [orders, stock, payments, charges] };
