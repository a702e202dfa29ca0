import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Config } from '../config.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { confirmed, openBroken, rush } from './testing/rush.ts';

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

test.each([
  'seat-check-without-lock',
  'version-not-compared',
  'lock-released-before-commit',
  'lock-of-another-released',
  'stock-in-memory',
])('%s: one seat is booked by several buyers, and every booking is whole', async (name) => {
  await using world = await open(name);
  const told = await rush(world);
  const rows = await confirmed(world);
  expect(rows.map(({ id }) => id).sort()).toEqual(told.booked.map(({ order }) => order).sort());
  expect(new Set(rows.map(({ seat }) => seat)).size).toBeLessThan(rows.length);
  const unpaid = await world.query(
    `SELECT o.id FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.state = 'charged'
      WHERE o.status = 'confirmed' AND p.id IS NULL`,
  );
  expect(unpaid).toEqual([]);
});

test('stock-in-memory: within one instance a seat goes to one buyer', async () => {
  await using world = await open('stock-in-memory');
  const [strategy] = world.strategies;
  const { eventId } = world;
  const seatIds = world.seats.slice(0, 1);
  const attempts = await Promise.all(
    world.shoppers.map(({ id }) => strategy.hold({ userId: id, eventId, seatIds, remember: null })),
  );
  expect(attempts.filter(({ kind }) => kind === 'done')).toHaveLength(1);
});

test('sweeper-frees-booked: a booked seat is free when its hold would have ended, and is sold again', async () => {
  await using world = await open('sweeper-frees-booked', { HOLD_SECONDS: 1 });
  const told = await rush(world);
  const rows = await confirmed(world);
  expect(rows.map(({ id }) => id).sort()).toEqual(told.booked.map(({ order }) => order).sort());
  expect(rows.length).toBeGreaterThan(10);
  expect(new Set(rows.map(({ seat }) => seat)).size).toBe(10);
});

test('a booked seat of the sound target stays booked when its hold would have ended', async () => {
  await using world = await open(null, { HOLD_SECONDS: 1 });
  await rush(world);
  await vi.waitFor(
    async () => {
      const [row] = await world.query<{ over: boolean }>(
        `SELECT max(created_at) + interval '1.2 s' < now() AS over FROM orders`,
      );
      expect(row?.over).toBe(true);
    },
    { timeout: 20_000, interval: 50 },
  );
  await rush(world);
  expect(await confirmed(world)).toHaveLength(10);
});
