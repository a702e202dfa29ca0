import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';
import { variants } from './variants.ts';

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

function open(name: string): Promise<World> {
  const variant = variants.find((one) => one.name === name);
  if (variant === undefined) throw new TypeError(`expected a variant ${name}`);
  return openWorld(stores, {
    providerUrl: provider.url,
    seats: 10,
    buyers: 100,
    unmask: variant.unmask,
    alter: variant.alter,
  });
}

/** Ten rivals a seat, all at once, each through to the booking; what was acknowledged, by operation. */
async function rush(world: World) {
  const told = { hold: [] as string[], order: [] as string[], book: [] as string[] };
  await Promise.all(
    world.shoppers.map(async (shopper, index) => {
      const seats = [world.seats[index % 10] ?? ''];
      if ((await shopper.hold(seats)).status !== 200) return;
      told.hold.push(...seats);
      const order = await shopper.order(seats);
      if (order.status !== 201) return;
      told.order.push(...seats);
      const booked = await shopper.confirm(order.body.id);
      if (booked.status === 200) told.book.push(order.body.id);
    }),
  );
  return told;
}

const confirmed = (world: World) =>
  world.query<{ id: string; seat: string }>(
    `SELECT o.id, l.seat_id AS seat FROM orders o JOIN order_lines l ON l.order_id = o.id
      WHERE o.status = 'confirmed' AND l.live`,
  );

test('seat-check-without-lock: one seat is booked by several buyers', async () => {
  await using world = await open('seat-check-without-lock');
  const told = await rush(world);
  const rows = await confirmed(world);
  expect(rows).toHaveLength(told.book.length);
  expect(new Set(rows.map(({ seat }) => seat)).size).toBeLessThan(rows.length);
});

test('acknowledge-before-commit: some acknowledged bookings are not there, and their money is back', async () => {
  await using world = await open('acknowledge-before-commit');
  const told = await rush(world);
  const there = new Set((await confirmed(world)).map(({ id }) => id));
  const lost = told.book.filter((id) => !there.has(id));
  expect(lost.length).toBeGreaterThan(0);
  expect(there.size).toBeGreaterThan(0);
  expect(lost.every((id) => BigInt(id) % 4n === 0n)).toBe(true);
  const owed = await world.query(
    `SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id
      WHERE p.state <> 'refunded' AND o.status <> 'confirmed'`,
  );
  expect(owed).toEqual([]);
});

test('hold-in-redis-only: many hold one seat, and still it is booked once', async () => {
  await using world = await open('hold-in-redis-only');
  const told = await rush(world);
  expect(told.hold).toHaveLength(100);
  const rows = await confirmed(world);
  expect(new Set(rows.map(({ seat }) => seat)).size).toBe(rows.length);
  expect(rows).toHaveLength(10);
});

test('the names are unique, and everything that is unmasked can be', async () => {
  expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  for (const { name } of variants) {
    await using world = await open(name);
    expect(world.seats).toHaveLength(10);
  }
});
