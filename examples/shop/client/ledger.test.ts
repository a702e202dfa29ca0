import { expect, it } from 'vitest';
import { readLedgerSource } from '../../../scenarios/ledger/read.ts';
import { decliningCard } from '../processor.ts';
import { startShop } from '../server.ts';
import { buy, enteredVisitor, oneTicket, openSale } from '../testing/visitors.ts';
import { ledger } from './ledger.ts';

it('says in our words who bought what, what is left, and what was paid', async () => {
  const shop = await startShop();
  try {
    const sale = await openSale(shop.url, { buyers: 2, inventory: 3 });
    const { io, visit } = await enteredVisitor(shop.url, sale, 0);
    const bought = await buy(io, visit, { ...oneTicket(visit), quantity: 2 });
    const other = await enteredVisitor(shop.url, sale, 1);
    other.visit.buyer.credentials.card = decliningCard;
    await buy(other.io, other.visit);
    const { signal } = new AbortController();
    const rows: unknown[] = [];
    for await (const row of readLedgerSource(ledger, { signal, baseUrl: shop.url })) rows.push(row);
    const order = bought.outcome === 'done' ? bought.value.order : null;
    const { idempotencyKey } = oneTicket(visit);
    const reference = `${visit.buyer.id}/${idempotencyKey}`;
    const of = { resources: [sale.event], buyer: visit.buyer.id, idempotencyKey };
    expect(rows).toEqual([
      expect.objectContaining({
        kind: 'order',
        id: order,
        state: 'confirmed',
        amount: 9_000,
        quantity: 2,
        ...of,
      }),
      expect.objectContaining({
        kind: 'order',
        buyer: other.visit.buyer.id,
        state: 'cancelled',
        amount: 4_500,
      }),
      { kind: 'stock', resource: sale.event, total: 3, available: 1, held: 0, sold: 2 },
      { kind: 'payment', order, amount: 9_000, state: 'charged', reference },
      { kind: 'charge', key: reference, amount: 9_000, state: 'charged' },
    ]);
  } finally {
    await shop.stop();
  }
});
