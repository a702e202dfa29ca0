import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { Contended } from '../domain/outages.ts';
import { chargedOf, two } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { type Answered, price } from '../testing/world.ts';
import { ticketStrategies } from './strategies/catalog.ts';
import {
  openTicketWorld,
  type TicketWorld,
  type TicketWorldOptions,
  ticketState,
} from './testing/ticket-world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-tickets') });
  provider = await listenProvider();
});
afterEach(async () => {
  await provider.behave({});
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = (options: Partial<TicketWorldOptions> = {}) =>
  openTicketWorld(stores, { providerUrl: provider.url, tickets: 8, buyers: 6, ...options });
const charged = (world: TicketWorld) => chargedOf(world, provider);
const codes = (answers: readonly { status: number; body: { code?: string } }[]) =>
  answers.flatMap(({ status, body }) => (status === 201 ? [] : [body.code]));
/** Who is told to come back does. */
async function decided(reserve: () => Promise<Answered>): Promise<Answered> {
  for (;;) {
    const answer = await reserve();
    if (answer.body.code !== 'busy') return answer;
  }
}
const names = Object.keys(ticketStrategies) as (keyof typeof ticketStrategies)[];

describe.each(names)('%s', (strategy) => {
  test('of many who want 1 to 4 at two instances, exactly as many get tickets as there are; one key, one order', async () => {
    await using world = await open({ tickets: 25, buyers: 60, settings: { SEAT_STRATEGY: strategy } });
    const { eventId, instances, shoppers } = world;
    const [deadlocksBefore] = await deadlocks(world);
    const wanted = shoppers.map(({ id: userId }, at) => {
      const remember = { key: 'one', fingerprint: `${at}` };
      return { userId, eventId, ticketTypeId: null, quantity: (at % 4) + 1, remember };
    });
    const attempts = await Promise.all(
      wanted.map(async (request, at) => {
        const sales = instances[at % 2] ?? instances[0];
        // Who is told to come back does.
        for (;;) {
          const attempt = await sales.reserve(request, 'card').catch((error: unknown) => {
            if (error instanceof Contended) return { kind: 'refused', code: 'busy' } as const;
            throw error;
          });
          if (attempt.kind !== 'refused' || attempt.code !== 'busy') return attempt;
        }
      }),
    );
    const sold = attempts.reduce(
      (sum, attempt) => sum + (attempt.kind === 'done' ? attempt.answer.quantity : 0),
      0,
    );
    expect(sold).toBe(25);
    expect(await ticketState(world)).toMatchObject({ available: 0, counted: 0, sold: 25 });
    const refusals = new Set(attempts.flatMap((one) => (one.kind === 'refused' ? [one.code] : [])));
    expect([...refusals].filter((code) => !['sold_out', 'not_enough_left'].includes(code))).toEqual([]);
    expect(await deadlocks(world)).toEqual([deadlocksBefore]);
    const [charges] = await world.query<{ charged: number }>(
      `SELECT count(*)::int AS charged FROM payments WHERE state = 'charged'`,
    );
    expect(charges?.charged).toBe(attempts.filter(({ kind }) => kind === 'done').length);

    const [buyer] = two(world);
    await world.query(
      'WITH t AS (UPDATE ticket_types SET available = 8, quantity = 33) UPDATE events SET available = 8, total = 33',
    );
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => decided(() => world.reserve(buyer, 2, 'k'))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await ticketState(world)).toMatchObject({ available: 6, counted: 6, sold: 27 });
    expect((await world.reserve(buyer, 2, 'k')).body).toEqual(answers[0]?.body);
    expect((await world.reserve(buyer, 3, 'k')).body.code).toBe('idempotency_key_reused');
    expect((await world.reserve(buyer, 7)).body.code).toBe('not_enough_left');
    expect((await world.reserve(buyer, 6)).status).toBe(201);
    expect((await world.reserve(buyer, 1)).body.code).toBe('sold_out');
  });
});

test('a reservation is paid for, seen by its buyer alone, and cancelled with its money back', async () => {
  await using world = await open();
  const [buyer, other] = two(world);
  const made = await world.reserve(buyer, 3, 'k');
  expect(made).toMatchObject({
    status: 201,
    body: { status: 'confirmed', quantity: 3, amount: 3 * price, ticketTypeId: world.ticketTypeId },
  });
  expect(made.body).not.toHaveProperty('seatIds');
  const url = `/api/reservations/${made.body.id}`;
  expect((await buyer.call('GET', url)).body).toEqual(made.body);
  for (const method of ['GET', 'DELETE'] as const)
    expect((await other.call(method, url)).body.code).toBe('order_not_found');
  const cancelled = await Promise.all([1, 2, 3].map(() => buyer.call('DELETE', url, undefined, 'c')));
  for (const { body } of cancelled) expect(body).toMatchObject({ status: 'cancelled', refunded: 3 * price });
  expect(await ticketState(world)).toMatchObject({ available: 8, counted: 8, payments: ['refunded'] });
  expect((await buyer.call('DELETE', url)).body.code).toBe('order_cancelled');
  expect((await world.reserve(buyer, 3, 'k')).body).toEqual(made.body);
  expect(await charged(world)).toEqual(['refunded']);
});

test('a refused payment leaves nothing behind, and its key is free for another try', async () => {
  await using world = await open();
  const [buyer] = two(world);
  await provider.behave({ refuse: true });
  expect((await world.reserve(buyer, 8, 'k')).body.code).toBe('payment_refused');
  expect(await ticketState(world)).toMatchObject({ available: 8, counted: 8, orders: ['cancelled'] });
  await provider.behave({});
  expect((await world.reserve(buyer, 8, 'k')).status).toBe(201);
  await world.composition.refunds.settleAll();
  expect(await ticketState(world)).toMatchObject({ available: 0, sold: 8, payments: ['charged'] });
  expect(await charged(world)).toEqual(['charged']);
});

test('charged in silence: unknown, then settled by a repeat with the same key', async () => {
  await using world = await open();
  const [buyer] = two(world);
  await provider.behave({ silent: true });
  expect((await world.reserve(buyer, 2, 'k')).body.code).toBe('payment_unknown');
  expect((await world.reserve(buyer, 3, 'k')).body.code).toBe('idempotency_key_reused');
  expect(await ticketState(world)).toMatchObject({ available: 6, sold: 0, payments: ['unknown'] });
  await provider.behave({});
  expect((await world.reserve(buyer, 2, 'k')).status).toBe(201);
  expect(await ticketState(world)).toMatchObject({ available: 6, sold: 2, orders: ['confirmed'] });
  expect(await charged(world)).toEqual(['charged']);
});

test('charged in silence: settled by what the provider calls back, once', async () => {
  await using world = await open();
  const [buyer] = two(world);
  await provider.behave({ silent: true });
  await world.reserve(buyer, 2, 'k');
  await provider.behave({});
  const [payment] = await world.query<{ key: string }>('SELECT reference::text AS key FROM payments');
  const heard = { key: payment?.key ?? '', amount: 2 * price, state: 'charged' } as const;
  await Promise.all([world.callbacks.heard(heard), world.callbacks.heard(heard)]);
  expect(await ticketState(world)).toMatchObject({ sold: 2, payments: ['charged'] });
  const again = await world.reserve(buyer, 2, 'k');
  expect(again).toMatchObject({ status: 201, body: { status: 'confirmed', quantity: 2 } });
  expect(await ticketState(world)).toMatchObject({ available: 6, sold: 2, orders: ['confirmed'] });
});

test('nobody paid in time: tickets and money go back once, by any number of instances', async () => {
  await using world = await open();
  const [buyer, other] = two(world);
  await provider.behave({ silent: true });
  await Promise.all([world.reserve(buyer, 2, 'k'), world.reserve(other, 3)]);
  await world.query(`UPDATE orders SET expires_at = now() - interval '1 s'`);
  await provider.behave({});
  const { refunds } = world.composition;
  await Promise.all([refunds.settleAll(), refunds.settleAll(), refunds.settleAll()]);
  expect(await ticketState(world)).toMatchObject({
    available: 8,
    counted: 8,
    payments: ['refunded', 'refunded'],
  });
  expect((await world.reserve(buyer, 2, 'k')).body.code).toBe('hold_expired');
  expect(await charged(world)).toEqual(['refunded', 'refunded']);
});

test('what cannot be reserved is told, and nothing is taken', async () => {
  await using world = await open();
  const [buyer] = two(world);
  const wish = (body: object, event = world.eventId) =>
    buyer.call('POST', `/api/events/${event}/reservations`, body);
  const bad = [{}, { quantity: 0 }, { quantity: 11 }, { quantity: 1.5 }, { quantity: '1' }, { quantity: -1 }];
  for (const body of bad) expect((await wish(body)).body).toMatchObject({ status: 400, field: 'quantity' });
  expect((await wish({ quantity: 1, ticketTypeId: '0' })).body.field).toBe('ticketTypeId');
  expect((await wish({ quantity: 1 }, '999')).body.code).toBe('event_not_found');
  expect((await wish({ quantity: 1, ticketTypeId: '999' })).body.code).toBe('ticket_type_not_found');
  await world.query(`UPDATE events SET on_sale_at = now() + interval '1 hour'`);
  expect((await wish({ quantity: 1 })).body.code).toBe('not_in_sale');
  expect(await ticketState(world)).toMatchObject({ available: 8, counted: 8, orders: null });
});

test('bookings go on when Redis is flushed in the middle', async () => {
  await using world = await open({ settings: { SEAT_STRATEGY: 'redis-lock' } });
  const rush = world.shoppers.map((shopper) => decided(() => world.reserve(shopper, 2)));
  await stores.redis.exec(['redis-cli', 'FLUSHALL']);
  const answers = await Promise.all(rush);
  expect(codes(answers)).toHaveLength(2);
  expect(await ticketState(world)).toMatchObject({ available: 0, sold: 8 });
});

test('bookings go on when Redis is away', async () => {
  const nowhere = { ...stores, redisUrl: 'redis://127.0.0.1:1' };
  const options = { providerUrl: provider.url, tickets: 8, buyers: 6, redisAway: true };
  await using world = await openTicketWorld(nowhere, {
    ...options,
    settings: { SEAT_STRATEGY: 'redis-lock' },
  });
  const answers = await Promise.all(
    world.shoppers.map((shopper) => decided(() => world.reserve(shopper, 2))),
  );
  expect(codes(answers)).toHaveLength(2);
  expect(await ticketState(world)).toMatchObject({ available: 0, sold: 8 });
});

describe('events', () => {
  const types = [
    { name: 'Standing', price: 4_000, quantity: 100 },
    { name: 'Balcony', price: 9_000, quantity: 20 },
  ];
  const wanted = {
    ...{ title: 'A fair', startsAt: '2027-05-01T20:00:00+02:00', onSaleAt: '2026-01-01T10:00:00Z' },
    ...{ status: 'on_sale', ticketTypes: types },
  };

  function adminOf(world: TicketWorld) {
    const token = world.app.jwt.sign({ sub: world.shoppers[0]?.id ?? '', role: 'admin' });
    return async (method: 'POST' | 'PUT', url: string, payload: object, key?: string) => {
      const headers = { authorization: `Bearer ${token}`, ...(key ? { 'idempotency-key': key } : {}) };
      const answer = await world.app.inject({ method, url, headers, payload });
      return { status: answer.statusCode, body: answer.json() };
    };
  }

  test('are made and edited by administrators alone, once a key, and never below what is sold', async () => {
    await using world = await open();
    const [buyer] = two(world);
    const admin = adminOf(world);
    expect((await buyer.call('POST', '/api/events', wanted)).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    const made = await admin('POST', '/api/events', wanted, 'k');
    expect(made).toMatchObject({ status: 201, body: { total: 120, available: 120, venue: '' } });
    expect((await admin('POST', '/api/events', wanted, 'k')).body).toEqual(made.body);
    const { id, ticketTypes } = made.body;
    const url = `/api/events/${id}`;
    const [standing, balcony] = ticketTypes;
    const buy = (quantity: number, ticketTypeId?: string) =>
      buyer.call('POST', `${url}/reservations`, { quantity, ...(ticketTypeId ? { ticketTypeId } : {}) });
    expect((await buy(1)).body).toMatchObject({ status: 400, field: 'ticketTypeId' });
    expect((await buy(10, standing.id)).body).toMatchObject({ amount: 40_000 });

    const edit = (ticketTypes: object[], key?: string) =>
      admin('PUT', url, { ...wanted, title: 'Fair', ticketTypes }, key);
    expect((await edit([{ ...types[0], id: standing.id, quantity: 9 }])).body.code).toBe('already_sold');
    expect((await edit([{ ...types[1], id: balcony.id }])).body.code).toBe('already_sold');
    expect((await edit([{ ...types[1], id: '999' }])).body.code).toBe('ticket_type_not_found');
    const twice = { ...types[1], id: balcony.id };
    expect((await edit([twice, twice])).body).toMatchObject({ status: 400, field: 'ticketTypes' });
    expect((await buyer.call('GET', url)).body).toMatchObject({ title: 'A fair', available: 110 });
    const fewer = [
      { ...types[0], id: standing.id, quantity: 10 },
      { name: 'Box', price: 1, quantity: 2 },
    ];
    const edited = await edit(fewer, 'e');
    expect(edited).toMatchObject({ status: 200, body: { title: 'Fair', total: 12, available: 2 } });
    expect((await buyer.call('GET', url)).body).toEqual(edited.body);
    expect((await buy(1, standing.id)).body.code).toBe('sold_out');
    await world.query('UPDATE ticket_types SET quantity = 20 WHERE quantity = 10');
    expect((await edit(fewer, 'e')).body).toEqual(edited.body);
    expect((await edit(fewer.slice(0, 1), 'e')).body.code).toBe('idempotency_key_reused');
    expect((await admin('PUT', '/api/events/999', wanted)).body.code).toBe('event_not_found');
  });

  test('bad input names its field', async () => {
    await using world = await open();
    const admin = adminOf(world);
    const cases: [string, object][] = [
      ['title', { ...wanted, title: '' }],
      ['title', { ...wanted, title: 'a\0' }],
      ['startsAt', { ...wanted, startsAt: '0000-01-01T00:00:00Z' }],
      ['startsAt', { ...wanted, startsAt: '2027-02-30T00:00:00Z' }],
      ['onSaleAt', { ...wanted, onSaleAt: '2027-01-01T00:00:00+23:00' }],
      ['status', { ...wanted, status: 'sold' }],
      ['imageUrl', { ...wanted, imageUrl: 'no url' }],
      ['imageUrl', { ...wanted, imageUrl: 'javascript:void(0)' }],
      ['ticketTypes', { ...wanted, ticketTypes: [] }],
      ['ticketTypes.0.id', { ...wanted, ticketTypes: [{ ...types[0], id: '1' }] }],
      ['ticketTypes.0.price', { ...wanted, ticketTypes: [{ ...types[0], price: 1e9 }] }],
      ['ticketTypes.0.quantity', { ...wanted, ticketTypes: [{ ...types[0], quantity: -1 }] }],
    ];
    for (const [field, body] of cases) {
      expect((await admin('POST', '/api/events', body)).body).toMatchObject({ status: 400, field });
    }
  });

  test('an edit under way and a rush take nothing from each other', async () => {
    await using world = await open({ tickets: 12, buyers: 12 });
    const admin = adminOf(world);
    const type = { id: world.ticketTypeId, name: 'Standing', price, quantity: 20 };
    const [edits, answers] = await Promise.all([
      Promise.all(
        [20, 21, 22].map((quantity) =>
          admin('PUT', `/api/events/${world.eventId}`, { ...wanted, ticketTypes: [{ ...type, quantity }] }),
        ),
      ),
      Promise.all(world.shoppers.map((shopper) => world.reserve(shopper, 1))),
    ]);
    expect(edits.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(codes(answers)).toEqual([]);
    const [row] = await world.query<{ left: number; total: number; available: number }>(
      `SELECT t.quantity - t.available AS left, e.total, e.available FROM ticket_types t, events e`,
    );
    expect(row).toMatchObject({ left: 12, available: (row?.total ?? 0) - 12 });
  });
});

/** PostgreSQL's own count, of this world's database. */
const deadlocks = (world: TicketWorld) =>
  world.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
