import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Config } from '../config.ts';
import { letTimeRunOut } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { type BrokenWorld, confirmed, openBroken, rush } from './testing/rush.ts';

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

function shoppersOf(world: BrokenWorld) {
  const [first, second] = world.shoppers;
  if (first === undefined || second === undefined) throw new TypeError('expected two buyers');
  return [first, second] as const;
}

test('acknowledge-before-commit: some acknowledged bookings are not there, and their money is back', async () => {
  await using world = await open('acknowledge-before-commit');
  const told = await rush(world);
  const there = new Set((await confirmed(world)).map(({ id }) => id));
  const lost = told.booked.filter(({ order }) => !there.has(order));
  expect(lost.length).toBeGreaterThan(0);
  expect(there.size).toBeGreaterThan(0);
  expect(lost.every(({ order }) => BigInt(order) % 4n === 0n)).toBe(true);
  const owed = await world.query(
    `SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id
      WHERE p.state <> 'refunded' AND o.status <> 'confirmed'`,
  );
  expect(owed).toEqual([]);
});

test('answer-without-row: some acknowledged bookings were never written', async () => {
  await using world = await open('answer-without-row');
  const told = await rush(world);
  const written = await world.query<{ id: string }>('SELECT id::text AS id FROM orders');
  const ids = new Set(written.map(({ id }) => id));
  const absent = told.booked.filter(({ order }) => !ids.has(order));
  expect(told.booked).toHaveLength(10);
  expect(absent.length).toBeGreaterThan(0);
  expect(absent.length).toBeLessThan(10);
  expect(await confirmed(world)).toHaveLength(10 - absent.length);
});

test('answer-without-row: what is not held is not ordered', async () => {
  await using world = await open('answer-without-row');
  const [first] = shoppersOf(world);
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => (await first.order(world.seats.slice(0, 1))).status),
  );
  expect(answers).toEqual(Array(8).fill(409));
});

test('cancel-by-anyone: another buyer cancels a booking, and its money is given back', async () => {
  await using world = await open('cancel-by-anyone');
  const told = await rush(world);
  const [booking] = told.booked;
  const other = world.shoppers.find(({ id }) => id !== booking?.shopper.id);
  expect((await other?.cancel(booking?.order ?? ''))?.status).toBe(200);
  expect((await confirmed(world)).map(({ id }) => id)).not.toContain(booking?.order);
  const payments = await world.query<{ state: string }>(
    `SELECT state FROM payments WHERE order_id = ${booking?.order}`,
  );
  expect(payments).toEqual([{ state: 'refunded' }]);
});

test('hold-in-redis-only: many hold one seat, and still it is booked once', async () => {
  await using world = await open('hold-in-redis-only', { FAST_LAYER: 'on' });
  const told = await rush(world);
  expect(told.holds).toHaveLength(100);
  const rows = await confirmed(world);
  expect(new Set(rows.map(({ seat }) => seat)).size).toBe(rows.length);
  expect(rows).toHaveLength(10);
});

test('sale-after-expiry: a hold that ran out is bought from, unless someone else has the seat', async () => {
  await using world = await open('sale-after-expiry');
  const [first, second] = shoppersOf(world);
  const [one = '', two = ''] = world.seats;
  await first.hold([one, two]);
  await letTimeRunOut(world);
  expect((await second.hold([two])).status).toBe(200);
  const late = await first.order([one]);
  expect(late.status).toBe(201);
  expect((await first.confirm(late.body.id)).status).toBe(200);
  expect((await first.order([two])).body.code).toBe('hold_expired');
});

test('sale-after-expiry: an order that expired with its hold is paid for', async () => {
  await using world = await open('sale-after-expiry');
  const [first] = shoppersOf(world);
  const seats = world.seats.slice(0, 1);
  await first.hold(seats);
  const order = await first.order(seats);
  await letTimeRunOut(world);
  await world.composition.refunds.settleAll();
  expect((await first.confirm(order.body.id)).status).toBe(200);
  expect((await confirmed(world)).map(({ id }) => id)).toEqual([order.body.id]);
});

test('replay-books-again: a confirmation sent again makes and charges another order', async () => {
  await using world = await open('replay-books-again');
  const told = await rush(world);
  expect(told.booked).toHaveLength(10);
  const [booking] = told.booked;
  const again = await booking?.shopper.confirm(booking.order, `book-${booking.shopper.id}`);
  expect(again?.status).toBe(200);
  expect(again?.body.id).not.toBe(booking?.order);
  expect(await confirmed(world)).toHaveLength(11);
  const paid = await world.query(`SELECT id FROM payments WHERE state = 'charged'`);
  expect(paid).toHaveLength(11);
});

test('the sound target refuses each of these', async () => {
  await using world = await open(null);
  const [first, second] = shoppersOf(world);
  const seats = world.seats.slice(0, 1);
  await first.hold(seats);
  await letTimeRunOut(world);
  expect((await first.order(seats)).body.code).toBe('hold_expired');
  await first.hold(seats);
  const order = await first.order(seats);
  const booked = await first.confirm(order.body.id, 'book');
  expect(booked.status).toBe(200);
  expect((await second.cancel(order.body.id)).body.code).toBe('order_not_found');
  expect((await first.confirm(order.body.id, 'book')).body).toEqual(booked.body);
  expect(await confirmed(world)).toHaveLength(1);
});
