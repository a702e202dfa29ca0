import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { type SeatChange, seatsNow } from '../domain/seat-changes.ts';
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
    const told: SeatChange[] = [];
    world.composition.parts.seatChanges.changed = (_, changed) => told.push(...changed);
    await Promise.all([round(world, 'sweeper'), round(world, 'sweeper')]);
    expect(told.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual(seatsNow('available', wanted));
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

/** Whoever is told of purchases; answers in turn what is given, and then 204. */
async function listenForNotices(answers: number[] = []) {
  const heard: { key: unknown; body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    heard.push({ key: request.headers['idempotency-key'], body: JSON.parse(chunks.join('')) });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`;
  return {
    heard,
    open: () => openOrderWorld(stores, provider.url, { NOTICE_URL: url }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('outbox', () => {
  const rows = (world: World) =>
    world.query<Record<string, unknown>>(
      `SELECT attempts, dead, last_error AS why, next_try > now() AS later,
              next_try < now() + make_interval(secs => power(2, attempts - 1) * 1.5) AS soon FROM outbox`,
    );
  const letPause = (world: World) => world.query('UPDATE outbox SET next_try = now()');

  test('tells of a purchase and of its cancellation, each once over several instances', async () => {
    await using receiver = await listenForNotices();
    await using world = await receiver.open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 2));
    await buyer.confirm(order);
    await buyer.cancel(order);
    await buyer.cancel(await ordered(buyer, world.seats.slice(0, 1)));
    await Promise.all([1, 2, 3].map(() => round(world, 'outbox')));
    const bodies = receiver.heard.map(({ body }) => body);
    expect(bodies.toSorted((a, b) => (String(a.topic) < String(b.topic) ? 1 : -1))).toMatchObject([
      { topic: 'purchase', body: { order, user: buyer.id } },
      { topic: 'cancellation', body: { order, user: buyer.id, refunded: 10_000 } },
    ]);
    for (const { key, body } of receiver.heard) expect(key).toBe(body.id);
    expect(await rows(world)).toEqual([]);
    const metrics = (await world.app.inject('/metrics')).body;
    expect(metrics).toMatch(/^outbox_delivered_total\{.*\} 2$/m);
  });

  test('tries again with growing pauses, and gives up after five attempts', async () => {
    await using receiver = await listenForNotices([500, 404, 503, 500, 500]);
    await using world = await receiver.open();
    const [buyer] = two(world);
    await buyer.confirm(await ordered(buyer, world.seats.slice(0, 1)));
    for (const attempt of [1, 2, 3, 4, 5]) {
      expect(await round(world, 'outbox')).toBe(true);
      expect(await round(world, 'outbox')).toBe(false);
      expect(await rows(world)).toEqual([
        {
          attempts: attempt,
          dead: attempt === 5,
          why: expect.stringContaining('got '),
          later: true,
          soon: true,
        },
      ]);
      await letPause(world);
    }
    expect(await round(world, 'outbox')).toBe(false);
    expect(new Set(receiver.heard.map(({ key }) => key)).size).toBe(1);
    expect(receiver.heard).toHaveLength(5);
    await round(world, 'outbox-count');
    const metrics = (await world.app.inject('/metrics')).body;
    expect(metrics).toMatch(/^outbox_notices\{.*state="dead".*\} 1$/m);
    expect(metrics).toMatch(/^outbox_notices\{.*state="pending".*\} 0$/m);
  });

  test('an attempt that took its instance down counts; the next instance waits for it to be over', async () => {
    await using receiver = await listenForNotices();
    await using world = await receiver.open();
    const [buyer] = two(world);
    await buyer.confirm(await ordered(buyer, world.seats.slice(0, 1)));
    await world.query(`UPDATE outbox SET attempts = 4, next_try = now() + interval '10 s'`);
    expect(await round(world, 'outbox')).toBe(false);
    await world.query('UPDATE outbox SET attempts = 5, next_try = now()');
    expect(await round(world, 'outbox')).toBe(false);
    expect(await rows(world)).toMatchObject([{ attempts: 5, dead: true }]);
    expect(receiver.heard).toEqual([]);
  });
});
