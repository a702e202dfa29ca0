import { expect, it } from 'vitest';
import { LedgerRow } from '../../../reports/evidence/ledger.ts';
import type { LedgerPart } from '../../../scenarios/clients/client.ts';
import { decliningCard } from '../processor.ts';
import { startShop } from '../server.ts';
import { books, buy, enteredVisitor, oneTicket, openSale } from '../testing/visitors.ts';
import { ledger } from './ledger.ts';

const fieldsOf: Record<LedgerPart['kind'], string[]> = {
  order: ['id', 'buyer', 'resources', 'quantity', 'state', 'amount', 'idempotencyKey', 'created'],
  stock: ['resource', 'total', 'available', 'held', 'sold'],
  payment: ['order', 'amount', 'state', 'reference'],
  charge: ['key', 'amount', 'state'],
};

/** The rows of a part, by the rules that the contract of LedgerPart gives. */
async function rowsOf(
  url: string,
  { kind, from, fields = {}, states = {} }: LedgerPart,
): Promise<LedgerRow[]> {
  if (!('path' in from)) throw new TypeError('the shop has no SQL to show');
  const rows = await books<Record<string, unknown>>(url, from.path, from.rows ?? '');
  return rows.map((row) => {
    const mapped = Object.fromEntries(fieldsOf[kind].map((field) => [field, row[fields[field] ?? field]]));
    if ('state' in mapped) mapped.state = states[String(mapped.state)];
    if ('resources' in mapped) mapped.resources = [mapped.resources];
    return LedgerRow.parse({ kind, ...mapped });
  });
}

it('says in our words who bought what, what is left, and what was paid', async () => {
  const shop = await startShop();
  try {
    const sale = await openSale(shop.url, { buyers: 2, inventory: 3 });
    const { io, visit } = await enteredVisitor(shop.url, sale, 0);
    const bought = await buy(io, visit, { ...oneTicket(visit), quantity: 2 });
    const other = await enteredVisitor(shop.url, sale, 1);
    other.visit.buyer.credentials.card = decliningCard;
    await buy(other.io, other.visit);
    const rows = (await Promise.all(ledger.parts.map((part) => rowsOf(shop.url, part)))).flat();
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
