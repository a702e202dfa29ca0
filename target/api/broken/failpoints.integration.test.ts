import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { chargedOf, letTimeRunOut, openOrderWorld, ordered, state, two } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import type { Shopper, World } from '../testing/world.ts';
import { diedOfFailpoint } from './failpoints.ts';
import { startInstance } from './testing/instance.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;
beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-failpoints') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const jwtSecret = 'of no matter';

/** Has both orders confirmed by an instance that dies of it; answers how many of them were answered. */
async function confirmAndDie(world: World, failpoint: string, wanted: [Shopper, string][]): Promise<number> {
  await using instance = await startInstance({
    FAILPOINT: failpoint,
    PROFILE: 'test',
    DATABASE_URL: world.databaseUrl,
    REDIS_URL: stores.redisUrl,
    PROVIDER_URL: provider.url,
    JWT_SECRET: jwtSecret,
  });
  const asked = wanted.map(([{ id }, order]) =>
    fetch(`${instance.url}/api/reservations/${order}/confirm`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.app.jwt.sign({ sub: id, role: 'buyer' })}`,
        'content-type': 'application/json',
        'idempotency-key': `confirm-${order}`,
      },
      body: '{}',
    }),
  );
  const answers = await Promise.allSettled(asked);
  expect(await instance.ended).toBe(diedOfFailpoint);
  return answers.filter(({ status }) => status === 'fulfilled').length;
}

const paidFor = (world: World) =>
  world.query<{ order: string; status: string; state: string | null; seats: number }>(`
    SELECT o.id::text AS order, o.status, p.state,
           (SELECT count(*)::int FROM order_lines l JOIN seats s ON s.id = l.seat_id
             WHERE l.order_id = o.id AND l.live AND s.status = 'booked' AND s.holder = o.user_id) AS seats
      FROM orders o LEFT JOIN payments p ON p.order_id = o.id ORDER BY o.id`);

test.each([
  ['after-charge', 0],
  ['before-commit', 0],
  ['after-commit', 1],
])('%s: who repeats has the seat, who does not has the money', async (failpoint, mostBooked) => {
  await using world = await openOrderWorld(stores, provider.url);
  const [steady, gone] = two(world);
  const kept = await ordered(steady, world.seats.slice(0, 2));
  const left = await ordered(gone, world.seats.slice(2, 4));
  const answered = await confirmAndDie(world, failpoint, [
    [steady, kept],
    [gone, left],
  ]);
  expect(answered).toBe(0);
  const crashed = await paidFor(world);
  expect(crashed.some(({ state: seen }) => seen !== null)).toBe(true);
  if (mostBooked === 0) {
    expect(crashed.map(({ status, seats }) => [status, seats])).toEqual(Array(2).fill(['pending', 0]));
    expect(await chargedOf(world, provider)).toContain('charged');
  } else {
    const booked = crashed.filter(({ status }) => status === 'confirmed');
    expect(booked.length).toBeGreaterThanOrEqual(mostBooked);
    for (const order of booked) expect(order).toMatchObject({ state: 'charged', seats: 2 });
  }

  const repeated = await steady.confirm(kept, `confirm-${kept}`);
  expect(repeated).toMatchObject({ status: 200, body: { id: kept, status: 'confirmed' } });
  expect((await steady.confirm(kept, `confirm-${kept}`)).body).toEqual(repeated.body);
  await letTimeRunOut(world);
  for (const chore of world.composition.parts.chores) await chore.round();

  const orders = await paidFor(world);
  expect(orders[0]).toEqual({ order: kept, status: 'confirmed', state: 'charged', seats: 2 });
  const wasBooked = crashed[1]?.status === 'confirmed';
  expect(orders[1]).toMatchObject(
    wasBooked ? { status: 'confirmed', state: 'charged', seats: 2 } : { status: 'expired', seats: 0 },
  );
  expect([null, 'refunded', 'charged'].slice(0, wasBooked ? 3 : 2)).toContain(orders[1]?.state);
  const charges = (await chargedOf(world, provider)).filter((one) => one === 'charged');
  const confirmed = orders.filter(({ status }) => status === 'confirmed');
  expect(charges).toHaveLength(confirmed.length);
  expect(await state(world)).toMatchObject({ booked: 2 * confirmed.length, live: 2 * confirmed.length });
});

test('a failpoint is for tests alone', async () => {
  const environment = {
    FAILPOINT: 'after-charge',
    PROFILE: 'production',
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    PROVIDER_URL: provider.url,
    JWT_SECRET: 'a secret that is long enough to be a secret',
    LOG_LEVEL: 'silent',
  };
  await expect(startInstance(environment)).rejects.toThrow('PROFILE is production');
});
