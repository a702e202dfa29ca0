import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { callbackSecret, type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { chargedOf, letTimeRunOut, openOrderWorld, ordered, state, two } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { price, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-money') });
  provider = await listenProvider();
});
afterEach(async () => {
  await provider.behave({});
  provider.callbackUrls.length = 0;
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = () => openOrderWorld(stores, provider.url);
const charged = (world: World) => chargedOf(world, provider);

/** A world that the provider calls back, after it found nobody at an instance that is gone. */
async function openCalledBack(): Promise<World> {
  const world = await openOrderWorld(stores, provider.url, { PAYMENT_CALLBACK_SECRET: callbackSecret });
  const url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  provider.callbackUrls.push(
    ...['http://127.0.0.1:9', url].map((api) => `${api}/internal/payments/callback`),
  );
  return world;
}

/** Resolves when so many call-backs were answered with a 200. */
async function heardBack(world: World, times: number): Promise<void> {
  const count = new RegExp(`_count\\{.*payments/callback",status="200".*\\} ${times}$`, 'm');
  await expect
    .poll(async () => (await world.app.inject('/metrics')).body, { timeout: 10_000 })
    .toMatch(count);
}

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
    const late = world.composition.provider.charge({
      key: payment?.reference ?? '',
      amount: price,
      method: 'card',
    });
    expect(await late).toBe('void');
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

describe('a provider that calls back', () => {
  test('twice, instead of an answer: the order is confirmed once, and the repeat is told so', async () => {
    await using world = await openCalledBack();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 2));
    await provider.behave({ silent: true, callBacks: 2 });
    expect((await buyer.confirm(order, 'k')).body.code).toBe('payment_unknown');
    const booked = { booked: 2, orders: ['confirmed'], payments: ['charged'], told: 1, available: 6 };
    await heardBack(world, 2);
    expect(await state(world)).toMatchObject(booked);
    await provider.behave({});
    expect((await buyer.confirm(order, 'k')).body).toMatchObject({ id: order, status: 'confirmed' });
    expect(await state(world)).toMatchObject(booked);
    expect(await charged(world)).toEqual(['charged']);
  });

  test('with a refusal: the order can be paid for in another way', async () => {
    await using world = await openCalledBack();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ silent: true, refuseMethods: ['card'], callBacks: 1 });
    expect((await buyer.confirm(order)).body.code).toBe('payment_unknown');
    await heardBack(world, 1);
    expect(await state(world)).toMatchObject({ payments: null });
    await provider.behave({ refuseMethods: ['card'] });
    const url = `/api/reservations/${order}/confirm`;
    expect((await buyer.call('POST', url, { method: 'card' })).body.code).toBe('payment_refused');
    const transferred = await buyer.call('POST', url, { method: 'transfer' });
    expect(transferred.body).toMatchObject({ status: 'confirmed', method: 'transfer' });
    const mine = await buyer.call('GET', '/api/reservations/mine');
    expect(mine.body.reservations).toMatchObject([{ id: order, method: 'transfer' }]);
    expect((await buyer.call('POST', url, { method: 'cash' })).body).toMatchObject({
      status: 400,
      field: 'method',
    });
  });

  test('too late, about another amount or of what nobody knows: nothing is booked, nothing is kept', async () => {
    await using world = await openCalledBack();
    const [buyer] = two(world);
    const order = await ordered(buyer, world.seats.slice(0, 1));
    await provider.behave({ silent: true });
    await buyer.confirm(order);
    await provider.behave({});
    const [payment] = await world.query<{ key: string }>('SELECT reference::text AS key FROM payments');
    const { key = '' } = payment ?? {};
    const { callbacks } = world.composition.parts.paymentCallbacks ?? {};
    const heard = (given: object) => callbacks?.heard({ key, amount: price, state: 'charged', ...given });
    expect(await heard({ amount: price - 1 })).toBe('unknown');
    expect(await heard({ key: '00000000-0000-4000-8000-000000000000' })).toBe('unknown');
    expect(await state(world)).toMatchObject({ orders: ['pending'], payments: ['unknown'] });
    await letTimeRunOut(world);
    await Promise.all(world.composition.parts.chores.map((chore) => chore.round()));
    expect(await heard({})).toBe('heard');
    expect(await state(world)).toMatchObject({ orders: ['expired'], payments: ['refunded'], booked: 0 });
    expect(await charged(world)).toEqual(['refunded']);
  });
});
