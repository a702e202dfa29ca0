import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Parts } from '../app.ts';
import type { Composition } from '../compose.ts';
import type { PaymentProvider } from '../domain/ordering.ts';
import { type SeatChange, seatsNow } from '../domain/seat-changes.ts';
import { createBooking } from '../orders/booking.ts';
import {
  chargedOf,
  letTimeRunOut,
  openOrderWorld,
  ordered,
  round,
  state,
  two,
} from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-background') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = () => openOrderWorld(stores, provider.url);

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

/** A world whose provider answers a charge when it is let, and what tells that the charge was made. */
async function openHeldUp() {
  const [charged, answering] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const alter = ({ parts, orders, refunds, provider: sound }: Composition): Parts => {
    const charge: PaymentProvider['charge'] = async (asked) => {
      const said = await sound.charge(asked);
      charged.resolve();
      await answering.promise;
      return said;
    };
    const { seatsFreed } = parts;
    return { ...parts, booking: createBooking({ orders, refunds, seatsFreed, provider: { charge } }) };
  };
  const world = await openWorld(stores, {
    ...{ providerUrl: provider.url, seats: 4, buyers: 2, alter },
    settings: { FAST_LAYER: 'off' },
  });
  return { world, charged: charged.promise, letAnswer: answering.resolve };
}

test('a hold runs out while it is paid for: the next buyer has the seat, the late one the money back', async () => {
  const { world: opened, charged, letAnswer } = await openHeldUp();
  await using world = opened;
  const [late, rival] = two(world);
  const wanted = world.seats.slice(0, 2);
  const order = await ordered(late, wanted);
  const confirming = late.confirm(order, 'late');
  await charged;
  await round(world, 'sweeper');
  expect((await rival.hold(wanted)).body.code).toBe('seat_taken');
  await letTimeRunOut(world);
  await round(world, 'sweeper');
  expect((await rival.hold(wanted)).status).toBe(200);
  letAnswer();
  expect((await confirming).body).toMatchObject({ status: 409, code: 'hold_expired' });
  expect(await chargedOf(world, provider)).toEqual(['refunded']);
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

test('paying keeps a hold for a quarter of an hour after the order, and takes nothing from a longer one', async () => {
  await using world = await open();
  const [buyer] = two(world);
  const order = await ordered(buyer, world.seats.slice(0, 1));
  await provider.behave({ refuse: true });
  const heldAfterPaying = async (orderedAgo: string, left: string) => {
    await world.query(
      `UPDATE orders SET created_at = now() - interval '${orderedAgo}', expires_at = now() + interval '${left}'`,
    );
    await world.query(`UPDATE seats SET held_until = o.expires_at FROM orders o WHERE seats.status = 'held'`);
    const [before] = await world.query('SELECT expires_at FROM orders');
    expect((await buyer.confirm(order)).body.code).toBe('payment_refused');
    const [after] = await world.query<Record<string, unknown>>(
      `SELECT o.expires_at, s.held_until = o.expires_at AS both, s.held_until - o.created_at = interval '15 min' AS quarter
         FROM orders o, seats s WHERE s.status = 'held'`,
    );
    return {
      ...after,
      expires_at: undefined,
      unchanged: String(before?.expires_at) === String(after?.expires_at),
    };
  };
  expect(await heldAfterPaying('14 min 50 s', '8 s')).toMatchObject({ both: true, quarter: true });
  expect(await heldAfterPaying('20 min', '1 min')).toMatchObject({ both: true, unchanged: true });
  await provider.behave({});
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
