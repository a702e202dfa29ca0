import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { ordered } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type Shopper, type World } from '../testing/world.ts';
import { freePort } from './testing/free-port.ts';
import { type Instance, openInstance, type Watcher, watch } from './testing/instance.ts';

const { testbed: image } = imageTags(fileURLToPath(new URL('../../..', import.meta.url)));
let stores: Stores;
let provider: ListeningProvider;
let world: World;
let one: Instance;
let two: Instance;
const watchers: Watcher[] = [];

beforeAll(async () => {
  provider = await listenProvider();
  stores = await startStores({ image, labels: ownLabels('test-realtime'), redisPort: await freePort() });
  world = await openWorld(stores, {
    ...{ providerUrl: provider.url, seats: 12, buyers: 8 },
    settings: { FAST_LAYER: 'off' },
  });
  [one, two] = await Promise.all([
    openInstance({ stores, world, name: 'one' }),
    openInstance({ stores, world, name: 'two' }),
  ]);
});
afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher[Symbol.dispose]();
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await two[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

function shopper(at: number): Shopper {
  const found = world.shoppers[at];
  if (found === undefined) throw new TypeError('expected a buyer');
  return found;
}
const seat = (at: number) => world.seats[at] ?? '';

async function watching(instance: Instance, at: number): Promise<Watcher> {
  const watcher = await watch(instance, shopper(at).id, world.eventId);
  watchers.push(watcher);
  return watcher;
}

/** What the database holds, as a client should see it. */
async function ledger(): Promise<string[]> {
  const rows = await world.query<{ line: string }>(
    `SELECT id || ': ' || CASE WHEN status = 'held' AND held_until <= now() THEN 'available' ELSE status END
            || ' ' || version AS line FROM seats`,
  );
  return rows.map(({ line }) => line).sort();
}

async function agree(all: readonly Watcher[] = watchers): Promise<void> {
  for (const watcher of all) {
    await expect
      .poll(async () => [watcher.seen(), await ledger()], { timeout: 15_000 })
      .toSatisfy(([seen, held]) => JSON.stringify(seen) === JSON.stringify(held));
  }
}

/** Holds, releases, orders, bookings and cancellations of two seats a buyer, through the world's own instance. */
async function trade(rounds: number): Promise<void> {
  await Promise.all(
    [0, 1, 2, 3].map(async (at) => {
      const mine = [seat(2 * at), seat(2 * at + 1)];
      for (let round = 0; round < rounds; round += 1) {
        const buyer = shopper((at + round) % 4);
        await buyer.hold(mine);
        if (round % 3 === 0) {
          await buyer.call('DELETE', '/api/seats/lock', { eventId: world.eventId, seatIds: mine });
          continue;
        }
        const order = await buyer.order(mine);
        await buyer.confirm(order.body.id);
        if (round % 3 === 1) await buyer.cancel(order.body.id);
      }
    }),
  );
}

async function clear(): Promise<void> {
  await world.query(`UPDATE order_lines SET live = false`);
  await world.query(
    `UPDATE seats SET status = 'available', holder = NULL, held_until = NULL, version = version + 1`,
  );
  await world.query(
    `UPDATE events SET available = total, status = 'on_sale', on_sale_at = now() - interval '1 h'`,
  );
}

describe('what is told', () => {
  test('everybody, on each instance, ends with what the database holds; nothing is missed or repeated', async () => {
    const all = [await watching(one, 0), await watching(two, 1)];
    await trade(5);
    all.push(await watching(two, 2));
    await trade(7);
    await agree();
    for (const { view } of all) expect(view).toMatchObject({ missed: 0, repeated: 0, stale: false });
    const numbers = all[0]?.user.heard.flatMap(({ body }) =>
      typeof body.sequence === 'number' ? [body.sequence] : [],
    );
    expect(numbers).toEqual(numbers?.toSorted((a, b) => a - b));
    await clear();
  });

  test('a sale: the seats held, then booked, what was sold, and how many are left', async () => {
    const { user } = await watching(one, 0);
    const buyer = shopper(1);
    const order = await ordered(buyer, [seat(0)]);
    await buyer.confirm(order);
    const { eventId } = world;
    const of = (status: string) => (body: Record<string, unknown>) =>
      JSON.stringify(body.seats).includes(status);
    await user.next('seat-updated', of('held'));
    await user.next('seat-updated', of('booked'));
    expect(await user.next('ticket-sold')).toMatchObject({
      eventId,
      seatIds: [seat(0)],
      availableTickets: 11,
    });
    expect(await user.next('ticket-updated', (body) => body.availableTickets === 11)).toMatchObject({
      eventId,
    });
    await clear();
  });

  test('what nobody told is seen by a look at the database', async () => {
    const all = [await watching(one, 0), await watching(two, 1)];
    await clear();
    await world.query(
      `UPDATE seats SET status = 'held', holder = ${shopper(3).id}, version = version + 1,
              held_until = now() + interval '1 s' WHERE id = ${seat(3)}`,
    );
    await agree(all);
    expect(all[0]?.seen()).toContainEqual(expect.stringContaining(`${seat(3)}: held`));
    await expect
      .poll(() => all[0]?.seen(), { timeout: 10_000 })
      .toContainEqual(expect.stringContaining(`${seat(3)}: available`));
    await agree(all);
  });

  test('an event begins and ends, by the database’s clock', async () => {
    const { user } = await watching(two, 0);
    await world.query(`UPDATE events SET on_sale_at = now() + interval '1 h'`);
    await expect
      .poll(async () => (await two.realtime.truth.phases([world.eventId])).get(world.eventId))
      .toBe('scheduled');
    await world.query(`UPDATE events SET on_sale_at = now() + interval '300 ms'`);
    expect(await user.next('event-started')).toEqual({ eventId: world.eventId });
    await world.query(`UPDATE events SET status = 'ended'`);
    expect(await user.next('event-ended')).toEqual({ eventId: world.eventId });
    await clear();
  });
});

describe('a session', () => {
  test.each(['redis', 'postgres'])('is given back by another instance, from %s', async (from) => {
    const buyer = shopper(4);
    using before = await one.connect(buyer.id);
    expect(await before.ask('join-event', { eventId: world.eventId })).toEqual({ ok: true });
    await buyer.hold([seat(10), seat(11)]);
    before.socket.close();
    if (from === 'postgres') await stores.redis.exec(['redis-cli', 'flushall']);
    using after = await two.connect(buyer.id, ['polling']);
    expect(await after.ask('restore-session')).toEqual({ ok: true });
    expect(await after.next('session-restored')).toEqual({
      eventIds: [world.eventId],
      queuePosition: null,
      selectedSeats: [seat(10), seat(11)],
      reservationExpiry: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await after.next('room-state')).toMatchObject({ eventId: world.eventId, reason: 'joined' });
    const { body } = await two.app.inject('/metrics');
    expect(body).toMatch(new RegExp(`realtime_restored_total\\{[^}]*from="${from}"[^}]*\\} 1`));
    await buyer.call('DELETE', '/api/seats/lock', { eventId: world.eventId, seatIds: [seat(10), seat(11)] });
  });

  test('what is for one user reaches the connection on the other instance', async () => {
    using user = await two.connect(shopper(5).id);
    one.realtime.users.entered(world.eventId, [shopper(5).id]);
    expect(await user.next('queue-enter')).toEqual({ eventId: world.eventId });
  });
});

describe('Redis', () => {
  test('is flushed: another line begins, and who watches takes a snapshot', async () => {
    const all = [await watching(one, 0), await watching(two, 1)];
    await trade(1);
    await stores.redis.exec(['redis-cli', 'flushall']);
    await trade(4);
    await agree();
    const epochs = new Set(
      all[0]?.user.heard.map(({ body }) => body.epoch).filter((epoch) => epoch !== undefined),
    );
    expect(epochs.size).toBe(2);
    for (const { view } of all) expect(view).toMatchObject({ repeated: 0, stale: false });
    await clear();
  });

  test('is silent: its connections look sound, and yet who watches is told', async () => {
    const all = [await watching(one, 0), await watching(two, 1)];
    await stores.redis.exec(['redis-cli', 'client', 'pause', '4000', 'all']);
    for (const reason of ['redis-away', 'redis-back']) {
      for (const { user } of all) await user.next('room-state', (body) => body.reason === reason);
    }
    await trade(1);
    await agree();
    await clear();
  });

  test('stops and comes back: who watches is told, sees what is sold here, and in the end all', async () => {
    const all = [await watching(one, 0), await watching(two, 1)];
    await stores.redis.exec(['redis-cli', 'shutdown', 'nosave']);
    for (const { user } of all) {
      expect(await user.next('room-state', ({ reason }) => reason === 'redis-away')).toMatchObject({
        ...{ degraded: true, epoch: null, sequence: null },
        pollMs: 100,
      });
    }
    await trade(4);
    one.realtime.changes.changed(world.eventId, [{ id: seat(0), status: 'held' }]);
    expect(await all[0]?.user.next('seat-updated', ({ epoch }) => epoch === null)).toMatchObject({
      sequence: null,
    });
    using late = await one.connect(shopper(6).id);
    expect(await late.ask('join-event', { eventId: world.eventId })).toEqual({ ok: true });
    expect(await late.next('room-state')).toMatchObject({ reason: 'joined', degraded: true });
    await stores.redis.restart();
    for (const user of [late, ...all.map((watcher) => watcher.user)]) {
      expect(await user.next('room-state', ({ reason }) => reason === 'redis-back')).toMatchObject({
        degraded: false,
      });
    }
    await trade(4);
    await agree();
    for (const { view } of all) expect(view).toMatchObject({ missed: 0, repeated: 0, stale: false });
  });
});
