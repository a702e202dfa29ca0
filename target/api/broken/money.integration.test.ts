import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Config } from '../config.ts';
import { chargedOf } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { price } from '../testing/world.ts';
import { openBroken, rush } from './testing/rush.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;
beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-broken') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = (name: string | null, settings?: Partial<Config>) =>
  openBroken({ stores, providerUrl: provider.url }, name, settings);

test('charge-off-price: some orders are charged more than they cost, by both books', async () => {
  await using world = await open('charge-off-price');
  const told = await rush(world);
  expect(told.booked).toHaveLength(10);
  const dear = await world.query<{ amount: number; reference: string; cost: number }>(
    `SELECT p.amount, p.reference::text AS reference, o.amount AS cost
       FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.amount <> o.amount`,
  );
  expect(dear.length).toBeGreaterThan(0);
  expect(dear.length).toBeLessThan(10);
  expect(dear.every(({ amount, cost }) => cost === price && amount === price + price / 10)).toBe(true);
  const charges = new Map((await provider.charges()).map((charge) => [charge.key, charge.amount]));
  expect(dear.every(({ reference, amount }) => charges.get(reference) === amount)).toBe(true);
});

test('charge-kept: bookings that failed are refunded in our books, and not in the provider’s', async () => {
  await using world = await open('charge-kept');
  const told = await rush(world);
  expect(told.refusedOrders.length).toBeGreaterThan(0);
  const states = await world.query<{ state: string }>(
    `SELECT p.state FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.status = 'expired'`,
  );
  expect(states).toEqual(told.refusedOrders.map(() => ({ state: 'refunded' })));
  expect(await chargedOf(world, provider)).toEqual(Array(10).fill('charged'));
  expect(await world.composition.refunds.settleAll()).toBe(0);
});
