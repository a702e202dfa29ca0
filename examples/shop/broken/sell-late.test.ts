import { expect, it, vi } from 'vitest';
import { startShop } from '../server.ts';
import { books, buy, enteredVisitor, openSale } from '../testing/visitors.ts';
import { sellLate } from './sell-late.ts';

const office = { 'x-admin-key': 'keys-to-the-office' };

it('sells the last tickets to all who are being charged', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const think = () => promise;
  const shop = await startShop({ sell: sellLate, think, workers: 8 });
  try {
    const sale = await openSale(shop.url, { buyers: 8, inventory: 3 });
    const entered = await Promise.all(sale.buyers.map((_, at) => enteredVisitor(shop.url, sale, at)));
    const answers = entered.map(({ io, visit }) => buy(io, visit));
    await vi.waitFor(async () => {
      const response = await fetch(new URL('/admin/jobs', shop.url), { headers: office });
      expect(await response.json()).toEqual({ underWay: 8 });
    });
    resolve();
    expect((await Promise.all(answers)).map(({ outcome }) => outcome)).toEqual(Array(8).fill('done'));
    expect(await books(shop.url, '/admin/stock', 'stock')).toMatchObject([
      { capacity: 3, left: -5, sold: 8 },
    ]);
  } finally {
    await shop.stop();
  }
});
