import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, price, type Shopper, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-orders') });
  provider = await listenProvider();
});
afterEach(async () => {
  await provider.behave({});
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

/** No fast layer: what is looked at here is PostgreSQL. */
const open = () =>
  openWorld(stores, { providerUrl: provider.url, seats: 8, buyers: 6, settings: { FAST_LAYER: 'off' } });

/** The first two buyers. */
function two(world: World): [Shopper, Shopper] {
  const [first, second] = world.shoppers;
  if (first === undefined || second === undefined) throw new TypeError('expected two buyers');
  return [first, second];
}

/** Holds and orders seats; answers the order's id. */
async function ordered(shopper: Shopper, seats: string[]): Promise<string> {
  expect((await shopper.hold(seats)).status).toBe(200);
  const order = await shopper.order(seats);
  expect(order.status).toBe(201);
  return order.body.id;
}

/** What the database holds at the end, in one row. */
async function state(world: World) {
  const [row] = await world.query<Record<string, unknown>>(`
    SELECT (SELECT available FROM events) AS available,
           (SELECT count(*)::int FROM seats WHERE status = 'booked') AS booked,
           (SELECT count(*)::int FROM order_lines WHERE live) AS live,
           (SELECT array_agg(status ORDER BY id) FROM orders) AS orders,
           (SELECT array_agg(state ORDER BY id) FROM payments) AS payments,
           (SELECT count(*)::int FROM outbox) AS told`);
  return row;
}

/** The provider's entries of this world's payments. */
async function charged(world: World): Promise<string[]> {
  const ours = await world.query<{ reference: string }>('SELECT reference FROM payments');
  const keys = new Set(ours.map(({ reference }) => reference));
  return (await provider.charges()).filter(({ key }) => keys.has(key)).map((charge) => charge.state);
}

/** Lets every hold and order run out, by the database's clock. */
async function letTimeRunOut(world: World): Promise<void> {
  await world.query(`UPDATE seats SET held_until = now() - interval '1 s' WHERE status = 'held'`);
  await world.query(`UPDATE orders SET expires_at = now() - interval '1 s' WHERE status = 'pending'`);
}

describe('from hold to booking and back', () => {
  test('an order is paid for, booked and told of; cancelled, all of it is undone', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 2));
    const booked = await buyer.confirm(order);
    expect(booked).toMatchObject({
      status: 200,
      body: { id: order, status: 'confirmed', amount: 2 * price },
    });
    expect(await state(world)).toEqual({
      ...{ available: 6, booked: 2, live: 2, orders: ['confirmed'], payments: ['charged'], told: 1 },
    });
    expect(await charged(world)).toEqual(['charged']);
    const cancelled = await buyer.cancel(order);
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', refunded: 2 * price } });
    expect(await state(world)).toMatchObject({ available: 8, booked: 0, live: 0, payments: ['refunded'] });
    expect(await charged(world)).toEqual(['refunded']);
    expect((await buyer.cancel(order)).body.code).toBe('order_cancelled');
    expect((await buyer.confirm(order)).body.code).toBe('order_cancelled');
    const mine = await buyer.call('GET', '/api/reservations/mine');
    expect(mine.body.reservations).toMatchObject([{ id: order, status: 'cancelled' }]);
  });

  test('what is not held cannot be ordered', async () => {
    await using world = await open();
    const [buyer, other] = two(world);
    const seats = world.seats.slice(0, 2);
    expect((await buyer.order(seats)).body.code).toBe('hold_expired');
    await other.hold(seats.slice(0, 1));
    await buyer.hold(seats.slice(1));
    expect((await buyer.order(seats)).body.code).toBe('hold_expired');
    expect((await buyer.order(['999999'])).body.code).toBe('seat_not_found');
    expect(await state(world)).toMatchObject({ orders: null, live: 0 });
  });

  test("another user's order can be neither seen, confirmed nor cancelled", async () => {
    await using world = await open();
    const [buyer, other] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    expect((await other.confirm(order)).body).toMatchObject({ status: 404, code: 'order_not_found' });
    expect((await other.cancel(order)).body).toMatchObject({ status: 404, code: 'order_not_found' });
    expect((await other.call('GET', '/api/reservations/mine')).body.reservations).toEqual([]);
    expect(await state(world)).toMatchObject({ orders: ['pending'], live: 1 });
    expect((await buyer.confirm(order)).status).toBe(200);
    expect((await other.cancel(order)).body.code).toBe('order_not_found');
    expect(await state(world)).toMatchObject({ orders: ['confirmed'], booked: 1 });
  });

  test('releasing a seat cancels the pending order that rests on it', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const seatIds = world.seats.slice(0, 2);
    const order = await ordered(buyer, seatIds);
    await buyer.call('DELETE', '/api/seats/lock', { eventId: world.eventId, seatIds: seatIds.slice(0, 1) });
    expect((await buyer.confirm(order)).body.code).toBe('order_cancelled');
    expect(await state(world)).toMatchObject({ orders: ['cancelled'], live: 0, payments: null });
  });
});

describe('one key, one effect', () => {
  test('orders', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const seats = world.seats.slice(0, 2);
    await buyer.hold(seats);
    const answers = await Promise.all(Array.from({ length: 6 }, () => buyer.order(seats, 'order')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await state(world)).toMatchObject({ orders: ['pending'], live: 2 });
    expect((await buyer.order(seats.slice(0, 1), 'order')).body.code).toBe('idempotency_key_reused');
    await buyer.confirm(answers[0]?.body.id);
    expect((await buyer.order(seats, 'order')).body).toEqual(answers[0]?.body);
    expect(await state(world)).toMatchObject({ orders: ['confirmed'], live: 2 });
  });

  test('confirmations, also without a key or with several, charge once', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ delayMs: 50 });
    const keys = ['a', 'a', 'a', 'b', undefined, undefined];
    const answers = await Promise.all(keys.map((key) => buyer.confirm(order, key)));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 200, body: { status: 'confirmed' } });
    expect(await state(world)).toMatchObject({
      available: 7,
      orders: ['confirmed'],
      payments: ['charged'],
      told: 1,
    });
    expect(await charged(world)).toEqual(['charged']);
  });

  test('a key of another operation is refused before anything is charged', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const seats = world.seats.slice(0, 1);
    await buyer.hold(seats, 'mine');
    const order = (await buyer.order(seats)).body.id;
    expect((await buyer.confirm(order, 'mine')).body.code).toBe('idempotency_key_reused');
    expect(await state(world)).toMatchObject({ orders: ['pending'], payments: null });
  });

  test('cancellations give back once', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await buyer.confirm(order);
    const answers = await Promise.all(Array.from({ length: 5 }, () => buyer.cancel(order, 'cancel')));
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body);
    expect(await state(world)).toMatchObject({ available: 8, payments: ['refunded'] });
    expect((await buyer.cancel(order, 'cancel')).headers['idempotency-replayed']).toBe('true');
  });
});

describe('when time runs out', () => {
  test("another buyer's order makes the old one expire, in the same transaction", async () => {
    await using world = await open();
    const [late, quick] = two(world);
    const old = await ordered(late, world.seats.slice(0, 2));
    await letTimeRunOut(world);
    await quick.hold(world.seats.slice(1, 3));
    expect(await state(world)).toMatchObject({ orders: ['pending'], live: 2 });
    const order = (await quick.order(world.seats.slice(1, 3))).body.id;
    expect(await state(world)).toMatchObject({ orders: ['expired', 'pending'], live: 2 });
    expect((await late.confirm(old)).body.code).toBe('hold_expired');
    expect((await quick.confirm(order)).status).toBe(200);
    expect(await state(world)).toMatchObject({ booked: 2, available: 6, payments: ['charged'] });
  });

  test('two orders of one buyer for the same seats: the later stands', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const seats = world.seats.slice(0, 2);
    await buyer.hold(seats);
    const answers = await Promise.all([
      buyer.order(seats, 'a'),
      buyer.order(seats, 'b'),
      buyer.order(seats, 'c'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const { orders, live } = (await state(world)) as { orders: string[]; live: number };
    expect(orders.toSorted()).toEqual(['expired', 'expired', 'pending']);
    expect(live).toBe(2);
  });

  test('overdue orders expire by themselves', async () => {
    await using world = await open();
    await ordered(two(world)[0], world.seats.slice(0, 1));
    await letTimeRunOut(world);
    await world.composition.refunds.settleAll();
    expect(await state(world)).toMatchObject({ orders: ['expired'], live: 0 });
  });

  test('a hold that is being paid for is kept', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await world.query(`UPDATE seats SET held_until = now() + interval '5 s' WHERE status = 'held'`);
    await provider.behave({ delayMs: 300 });
    const confirming = buyer.confirm(order);
    await expect.poll(async () => (await charged(world)).length, { timeout: 10_000 }).toBe(1);
    const [seat] = await world.query(
      `SELECT held_until > now() + interval '10 s' AS kept FROM seats WHERE status = 'held'`,
    );
    expect(seat).toEqual({ kept: true });
    expect((await confirming).status).toBe(200);
  });
});

describe('money', () => {
  test('a refused charge leaves no payment; another try can succeed', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ refuse: true });
    expect((await buyer.confirm(order, 'k')).body).toMatchObject({ status: 402, code: 'payment_refused' });
    expect(await state(world)).toMatchObject({ orders: ['pending'], payments: null });
    await provider.behave({});
    expect((await buyer.confirm(order, 'k')).status).toBe(200);
    expect(await charged(world)).toEqual(['charged']);
  });

  test('charged in silence: unknown, then settled by a repeat with the same key, charged once', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ silent: true });
    const unknown = await buyer.confirm(order, 'k');
    expect(unknown.body).toMatchObject({ status: 503, code: 'payment_unknown' });
    expect(unknown.headers['retry-after']).toBeDefined();
    expect(await state(world)).toMatchObject({ orders: ['pending'], payments: ['unknown'] });
    await provider.behave({});
    expect((await buyer.confirm(order, 'k')).status).toBe(200);
    expect(await charged(world)).toEqual(['charged']);
    expect(await state(world)).toMatchObject({ orders: ['confirmed'], payments: ['charged'] });
  });

  test('a charge whose order was never confirmed is given back, once, by any number of instances', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ silent: true });
    await buyer.confirm(order);
    await provider.behave({});
    const { refunds } = world.composition;
    expect(await refunds.settleAll()).toBe(0);
    await letTimeRunOut(world);
    const settled = await Promise.all([refunds.settleAll(), refunds.settleAll(), refunds.settleAll()]);
    expect(settled.toSorted()).toEqual([0, 0, 1]);
    expect(await state(world)).toMatchObject({ orders: ['expired'], payments: ['refunded'], booked: 0 });
    expect(await charged(world)).toEqual(['refunded']);
    expect((await buyer.confirm(order)).body.code).toBe('hold_expired');
  });

  test('a payment the provider never heard of is forgotten, and its key can never be charged', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await world.query(`INSERT INTO payments (order_id, amount, method) VALUES (${order}, ${price}, 'card')`);
    const [payment] = await world.query<{ reference: string }>('SELECT reference FROM payments');
    await letTimeRunOut(world);
    expect(await world.composition.refunds.settleAll()).toBe(1);
    expect(await state(world)).toMatchObject({ payments: null });
    const late = world.composition.provider.charge(payment?.reference ?? '', price);
    expect(await late).toBe('refused');
  });

  test('a refund the provider does not answer stays due', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await buyer.confirm(order);
    await provider.behave({ silent: true });
    expect((await buyer.cancel(order)).body).toMatchObject({ status: 'cancelled', refunded: price });
    expect(await state(world)).toMatchObject({ orders: ['cancelled'], payments: ['charged'], available: 8 });
    await provider.behave({});
    expect(await world.composition.refunds.settleAll()).toBe(1);
    expect(await state(world)).toMatchObject({ payments: ['refunded'] });
  });

  test('the order expired while it was being paid for: the charge is given back at once', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ delayMs: 300 });
    const confirming = buyer.confirm(order);
    await expect.poll(async () => (await charged(world)).length, { timeout: 10_000 }).toBe(1);
    await world.query(`UPDATE orders SET status = 'expired'`);
    expect((await confirming).body.code).toBe('hold_expired');
    expect(await state(world)).toMatchObject({ payments: ['refunded'], booked: 0 });
    expect(await charged(world)).toEqual(['refunded']);
  });
});

test('the token of a user who is gone is refused as such', async () => {
  await using world = await open();
  const token = world.app.jwt.sign({ sub: '999999', role: 'buyer' });
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/seats/lock',
    headers: { authorization: `Bearer ${token}` },
    payload: { eventId: world.eventId, seatIds: world.seats.slice(0, 1) },
  });
  expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
});
