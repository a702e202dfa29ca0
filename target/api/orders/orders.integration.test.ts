import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { chargedOf, openOrderWorld, ordered, state, two } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, price, type World } from '../testing/world.ts';

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

const open = () => openOrderWorld(stores, provider.url);
const charged = (world: World) => chargedOf(world, provider);

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

test('a match: held, booked at once however often it is asked for, gone on with after silence, and cancelled', async () => {
  const settings = { API_DIALECT: 'matches', FAST_LAYER: 'off' } as const;
  await using world = await openWorld(stores, { providerUrl: provider.url, seats: 8, buyers: 6, settings });
  const [buyer, other] = two(world);
  const [a = '', b = '', c = ''] = world.seats;
  const wanted = { matchId: world.eventId, seatIds: [b, a] };
  const book = (key?: string, body: object = wanted) => buyer.call('POST', '/api/tickets/book', body, key);
  expect((await book('early')).body.code).toBe('hold_expired');
  const held = await buyer.call('POST', '/api/tickets/hold', wanted);
  expect(held).toMatchObject({ status: 200, body: { matchId: world.eventId, seatIds: [a, b] } });
  expect((await other.call('POST', '/api/tickets/hold', wanted)).body.code).toBe('seat_taken');

  await provider.behave({ silent: true });
  expect((await book('k')).body.code).toBe('payment_unknown');
  await provider.behave({});
  const answers = await Promise.all(Array.from({ length: 5 }, () => book('k')));
  for (const { status, body } of answers) {
    expect([status, body]).toEqual([200, answers[0]?.body]);
    expect(body).toMatchObject({ matchId: world.eventId, seatIds: [a, b], amount: 2 * price });
  }
  expect((await book('k', { ...wanted, seatIds: [c] })).body.code).toBe('idempotency_key_reused');
  expect(await state(world)).toMatchObject({ booked: 2, orders: ['confirmed'], payments: ['charged'] });
  expect(await charged(world)).toEqual(['charged']);

  const map = await buyer.call('GET', `/api/matches/${world.eventId}/seats`);
  expect(map.body.seats).toHaveLength(8);
  const { bookingId } = answers[0]?.body ?? {};
  const cancel = (who: typeof buyer) => who.call('POST', '/api/tickets/cancel', { bookingId });
  expect((await cancel(other)).body.code).toBe('order_not_found');
  expect((await cancel(buyer)).body).toMatchObject({ bookingId, status: 'cancelled', refunded: 2 * price });
  expect(await state(world)).toMatchObject({ booked: 0, available: 8, payments: ['refunded'] });
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
