import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { chargedOf, letTimeRunOut, openOrderWorld, ordered, state, two } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-background') });
  provider = await listenProvider();
});
afterEach(async () => {
  await provider.behave({});
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = () => openOrderWorld(stores, provider.url);

function round(world: World, name: string): Promise<boolean> {
  const chore = world.composition.parts.chores.find((one) => one.name === name);
  if (chore === undefined) throw new TypeError(`expected a chore ${name}`);
  return chore.round();
}

const seats = (world: World) =>
  world.query<{ status: string; holder: string | null }>(
    'SELECT status, holder::text AS holder FROM seats ORDER BY id',
  );
const statuses = async (world: World) => (await seats(world)).map(({ status }) => status).join(' ');

describe('sweeper', () => {
  test('any number of them free what ran out, and nothing that is booked, renewed or still held', async () => {
    await using world = await open();
    const [buyer, other] = two(world);
    const [a = '', b = '', c = '', d = ''] = world.seats;
    await buyer.confirm(await ordered(buyer, [a]));
    await buyer.hold([b, c]);
    await letTimeRunOut(world);
    await buyer.hold([c]);
    await other.hold([d]);
    await Promise.all([1, 2, 3, 4].map(() => round(world, 'sweeper')));
    expect(await statuses(world)).toBe('booked available held held available available available available');
    expect(await state(world)).toMatchObject({ booked: 1, available: 7 });
  });

  test('tells of each seat once, and takes its key away before its time', async () => {
    await using world = await openWorld(stores, { providerUrl: provider.url, seats: 4, buyers: 2 });
    const [buyer, other] = two(world);
    const wanted = world.seats.slice(0, 2);
    await buyer.hold(wanted);
    await letTimeRunOut(world);
    expect((await other.hold(wanted)).body.code).toBe('seat_taken');
    const told: unknown[] = [];
    world.composition.parts.seatChanges.changed = (eventId, changed) => told.push([eventId, changed]);
    await Promise.all([round(world, 'sweeper'), round(world, 'sweeper')]);
    const freed = wanted.map((id) => ({ id, status: 'available' }));
    expect(told.flat(2).filter((one) => typeof one === 'object')).toEqual(expect.arrayContaining(freed));
    expect(told.flat(2).filter((one) => typeof one === 'object')).toHaveLength(2);
    expect((await other.hold(wanted)).status).toBe(200);
  });

  test('a seat that someone is buying this instant is left alone', async () => {
    await using world = await open();
    const [buyer] = two(world);
    await buyer.hold(world.seats.slice(0, 2));
    await letTimeRunOut(world);
    const [first = ''] = world.seats;
    await world.composition.database.transaction(async (run) => {
      await run({ name: 'lock-one', text: 'SELECT FROM seats WHERE id = $1 FOR UPDATE' }, [first]);
      expect(await round(world, 'sweeper')).toBe(false);
      return { result: null, keep: false };
    });
    expect((await statuses(world)).startsWith('held available')).toBe(true);
    await round(world, 'sweeper');
    expect((await statuses(world)).startsWith('available available')).toBe(true);
  });

  test('more than a round takes is left for the next, at once', async () => {
    await using world = await openWorld(stores, { providerUrl: provider.url, seats: 600, buyers: 1 });
    await world.query(
      `UPDATE seats SET status = 'held', holder = (SELECT min(id) FROM users), held_until = now()`,
    );
    expect(await round(world, 'sweeper')).toBe(true);
    expect(await round(world, 'sweeper')).toBe(false);
    expect(new Set((await seats(world)).map(({ status }) => status))).toEqual(new Set(['available']));
  });
});

describe('a hold that runs out while it is paid for', () => {
  test('is kept for the time to pay, so that a slow provider costs nobody a seat', async () => {
    await using world = await open();
    const [buyer, rival] = two(world);
    const wanted = world.seats.slice(0, 1);
    const order = await ordered(buyer, wanted);
    await world.query(`UPDATE seats SET held_until = now() + interval '200 ms' WHERE status = 'held'`);
    await world.query(`UPDATE orders SET expires_at = now() + interval '200 ms'`);
    await provider.behave({ delayMs: 700 });
    const confirming = buyer.confirm(order);
    const outlived = `SELECT FROM orders WHERE created_at < now() - interval '500 ms'`;
    await expect.poll(async () => (await world.query(outlived)).length, { timeout: 10_000 }).toBe(1);
    await round(world, 'sweeper');
    expect((await rival.hold(wanted)).body.code).toBe('seat_taken');
    expect((await confirming).body).toMatchObject({ status: 'confirmed', method: 'card' });
    expect(await chargedOf(world, provider)).toEqual(['charged']);
  });

  test('beyond that it is the next buyer’s: the late one is refused, and what was charged is given back', async () => {
    await using world = await open();
    const [late, rival] = two(world);
    const wanted = world.seats.slice(0, 2);
    const order = await ordered(late, wanted);
    await provider.behave({ delayMs: 500 });
    const confirming = late.confirm(order, 'late');
    await expect.poll(async () => (await chargedOf(world, provider)).length, { timeout: 10_000 }).toBe(1);
    await letTimeRunOut(world);
    await round(world, 'sweeper');
    expect((await rival.hold(wanted)).status).toBe(200);
    expect((await confirming).body).toMatchObject({ status: 409, code: 'hold_expired' });
    expect(await chargedOf(world, provider)).toEqual(['refunded']);
    await provider.behave({});
    const bought = (await rival.order(wanted)).body.id;
    expect((await rival.confirm(bought)).status).toBe(200);
    expect((await late.confirm(order, 'late')).body.code).toBe('hold_expired');
    expect(await state(world)).toMatchObject({
      orders: ['expired', 'confirmed'],
      payments: ['refunded', 'charged'],
      booked: 2,
      live: 2,
    });
  });
});

test('first answers are forgotten when nobody asks for them any more; an order keeps its key', async () => {
  await using world = await open();
  const [buyer] = two(world);
  const wanted = world.seats.slice(0, 1);
  await buyer.hold(wanted, 'hold');
  const first = await buyer.order(wanted, 'order');
  await world.query(`UPDATE idempotency SET created_at = now() - interval '47 hours'`);
  expect(await round(world, 'purge')).toBe(false);
  expect((await buyer.order(wanted, 'order')).body).toEqual(first.body);
  await world.query(`UPDATE idempotency SET created_at = now() - interval '49 hours'`);
  await Promise.all([round(world, 'purge'), round(world, 'purge')]);
  expect(await world.query('SELECT FROM idempotency')).toHaveLength(0);
  expect((await buyer.order(wanted, 'order')).body).toMatchObject({
    status: 422,
    code: 'idempotency_key_reused',
  });
  expect(await state(world)).toMatchObject({ orders: ['pending'], live: 1 });
});
