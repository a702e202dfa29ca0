import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';
import { type StrategyName, strategies } from './catalog.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-strategies') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const names = Object.keys(strategies) as StrategyName[];
const cases = names.flatMap((strategy) => (['off', 'on'] as const).map((fast) => ({ strategy, fast })));

/** Redis is shared by the tests' databases, whose ids are the same: each begins with an empty one. */
async function open(strategy: StrategyName, fast: 'on' | 'off', holdSeconds = 300): Promise<World> {
  await stores.redis.exec(['redis-cli', 'FLUSHALL']);
  return openWorld(stores, {
    providerUrl: provider.url,
    seats: 20,
    buyers: 50,
    settings: { SEAT_STRATEGY: strategy, FAST_LAYER: fast, HOLD_SECONDS: holdSeconds },
  });
}

/** Holders of seats by PostgreSQL's own word. */
const holdersOf = (world: World) =>
  world.query<{ id: string; holder: string }>(
    `SELECT id, holder FROM seats WHERE status = 'held' AND held_until > now() ORDER BY id`,
  );

describe.each(cases)('$strategy, fast layer $fast', ({ strategy, fast }) => {
  test('of fifty who want one seat at once, one gets it', async () => {
    await using world = await open(strategy, fast);
    const [seat = ''] = world.seats;
    const answers = await Promise.all(world.shoppers.map((shopper) => shopper.hold([seat])));
    const granted = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
    expect(granted).toHaveLength(1);
    const [winner = 0] = granted;
    expect(await holdersOf(world)).toEqual([{ id: seat, holder: world.shoppers[winner]?.id }]);
    for (const { status, body } of answers)
      if (status !== 200) expect(['seat_taken', 'busy']).toContain(body.code);
  });

  test('overlapping selections in every order: all or nothing, and nobody deadlocks', async () => {
    await using world = await open(strategy, fast);
    const wishes = world.shoppers.slice(0, 40).map((shopper, index) => {
      const wish = [0, 1, 2, 3].map((step) => world.seats[(index + step * 3) % 20] ?? '');
      return { shopper, wish: index % 2 ? wish : wish.toReversed() };
    });
    const answers = await Promise.all(wishes.map(({ shopper, wish }) => shopper.hold(wish)));
    for (const { status, body } of answers) {
      expect(status === 200 || ['seat_taken', 'busy'].includes(body.code), JSON.stringify(body)).toBe(true);
    }
    const expected = wishes.flatMap(({ shopper, wish }, index) =>
      answers[index]?.status === 200 ? wish.map((id) => ({ id, holder: shopper.id })) : [],
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(await holdersOf(world)).toEqual(expected.toSorted((a, b) => Number(a.id) - Number(b.id)));
  });

  test('holding again what one holds gives the same hold', async () => {
    await using world = await open(strategy, fast);
    const [shopper] = world.shoppers;
    const first = await shopper?.hold(world.seats.slice(0, 2));
    const again = await shopper?.hold(world.seats.slice(0, 2));
    expect(again?.status).toBe(200);
    expect(again?.body.heldUntil).toBe(first?.body.heldUntil);
  });

  test('a replay gets the first answer, also one that runs beside the first, and another body 422', async () => {
    await using world = await open(strategy, fast);
    const [shopper] = world.shoppers;
    const seats = world.seats.slice(0, 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => shopper?.hold(seats, 'one')));
    const done = answers.filter((answer) => answer?.status === 200);
    expect(done).toHaveLength(5);
    for (const answer of done) expect(answer?.body).toEqual(done[0]?.body);
    const replayed = done.filter((answer) => answer?.headers['idempotency-replayed'] === 'true');
    expect(replayed).toHaveLength(4);
    const other = await shopper?.hold(world.seats.slice(1, 2), 'one');
    expect(other?.body.code).toBe('idempotency_key_reused');
    const free = await world.shoppers[1]?.hold(world.seats.slice(1, 2));
    expect(free?.status).toBe(200);
  });

  test('a hold whose time ran out is free for another', async () => {
    await using world = await open(strategy, fast, 1);
    const [first, second] = world.shoppers;
    const seats = world.seats.slice(0, 1);
    expect((await first?.hold(seats))?.status).toBe(200);
    expect((await second?.hold(seats))?.body.code).toBe('seat_taken');
    await expect
      .poll(async () => (await second?.hold(seats))?.status, { timeout: 10_000, interval: 100 })
      .toBe(200);
    expect((await first?.order(seats))?.body.code).toBe('hold_expired');
  });

  test('released seats are free at once; only the holder releases them', async () => {
    await using world = await open(strategy, fast);
    const [first, second] = world.shoppers;
    const seatIds = world.seats.slice(0, 1);
    const body = { eventId: world.eventId, seatIds };
    await first?.hold(seatIds);
    expect((await second?.call('DELETE', '/api/seats/lock', body))?.body.released).toEqual([]);
    expect((await second?.hold(seatIds))?.body.code).toBe('seat_taken');
    expect((await first?.call('DELETE', '/api/seats/lock', body))?.body.released).toEqual(seatIds);
    expect((await second?.hold(seatIds))?.status).toBe(200);
  });

  test('what cannot be held is named, and nothing is touched', async () => {
    await using world = await open(strategy, fast);
    const [shopper] = world.shoppers;
    const mixed = [world.seats[0] ?? '', '999999'];
    expect((await shopper?.hold(mixed))?.body.code).toBe('seat_not_found');
    const elsewhere = { eventId: '999', seatIds: mixed };
    expect((await shopper?.call('POST', '/api/seats/lock', elsewhere))?.body.code).toBe('event_not_found');
    await world.query(`UPDATE events SET on_sale_at = now() + interval '1 hour'`);
    expect((await shopper?.hold(world.seats.slice(0, 1)))?.body.code).toBe('not_in_sale');
    expect(await holdersOf(world)).toEqual([]);
    await world.query(`UPDATE events SET on_sale_at = now() - interval '1 hour'`);
    expect((await world.shoppers[1]?.hold(world.seats.slice(0, 1)))?.status).toBe(200);
  });
});

test('the fast layer refuses rivals before PostgreSQL is asked', async () => {
  await using world = await open('atomic-update', 'on');
  const [first, second] = world.shoppers;
  const seats = world.seats.slice(0, 1);
  await first?.hold(seats);
  await world.query(`UPDATE seats SET status = 'available', holder = NULL, held_until = NULL`);
  expect((await second?.hold(seats))?.body.code).toBe('seat_taken');
});

test('a seat that PostgreSQL refuses has its key given back', async () => {
  await using world = await open('atomic-update', 'on');
  const [first, second] = world.shoppers;
  const seats = world.seats.slice(0, 2);
  await first?.hold(seats.slice(0, 1));
  await stores.redis.exec(['redis-cli', 'FLUSHALL']);
  expect((await second?.hold(seats))?.body.code).toBe('seat_taken');
  expect((await stores.redis.exec(['redis-cli', 'KEYS', 'hold:*'])).output.trim()).toBe('');
});

test('a cancelled booking can be bought again at once', async () => {
  await using world = await open('atomic-update', 'on');
  const [first, second] = world.shoppers;
  const seats = world.seats.slice(0, 2);
  await first?.hold(seats);
  const order = (await first?.order(seats))?.body.id;
  expect((await first?.confirm(order))?.status).toBe(200);
  expect((await second?.hold(seats))?.body.code).toBe('seat_taken');
  expect((await first?.cancel(order))?.status).toBe(200);
  expect((await second?.hold(seats))?.status).toBe(200);
});

test.each(names)('%s: bookings go on when Redis is away', async (strategy) => {
  await stores.redis.exec(['redis-cli', 'FLUSHALL']);
  await using world = await openWorld(
    { ...stores, redisUrl: 'redis://127.0.0.1:1' },
    {
      providerUrl: provider.url,
      seats: 1,
      buyers: 20,
      redisAway: true,
      settings: { SEAT_STRATEGY: strategy, FAST_LAYER: 'on' },
    },
  );
  const answers = await Promise.all(world.shoppers.map((shopper) => shopper.hold(world.seats)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test.each(names)(
  '%s: Redis is emptied while buyers hold, and nobody else gets what one has',
  async (strategy) => {
    await using world = await open(strategy, 'on');
    const { redis } = world.composition.strategyParts;
    const has = new Map<string, string[]>();
    // Whoever has had an answer empties Redis for all, and then wants the seats of another.
    await Promise.all(
      world.shoppers.map(async (shopper, index) => {
        for (const round of [0, 1, 2]) {
          const seats = [0, 1].map((next) => world.seats[(index + round * 7 + next) % 20] ?? '').toSorted();
          const { status } = await shopper.hold(seats);
          if (status === 200) has.set(shopper.id, [...(has.get(shopper.id) ?? []), ...seats]);
          await redis.flushall();
        }
      }),
    );
    const expected = [...has].flatMap(([holder, ids]) => [...new Set(ids)].map((id) => ({ id, holder })));
    expect(expected.length).toBeGreaterThan(0);
    expect(new Set(expected.map(({ id }) => id)).size).toBe(expected.length);
    expect(await holdersOf(world)).toEqual(expected.toSorted((a, b) => Number(a.id) - Number(b.id)));
  },
);
