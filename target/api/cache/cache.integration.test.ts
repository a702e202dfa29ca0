import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { ownLabels } from '../../topology/ownership.ts';
import { openSibling } from '../testing/sibling.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let world: World;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-cache') });
  world = await openWorld(stores, {
    ...{ providerUrl: 'http://127.0.0.1:1', seats: 12, buyers: 2 },
    settings: { CACHE_URL: stores.redisUrl },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

type Instance = Pick<World, 'app'>;

async function get({ app }: Instance, url: string, headers: Record<string, string> = {}) {
  const { statusCode, headers: said, body } = await app.inject({ method: 'GET', url, headers });
  return { status: statusCode, from: said['x-cache'], age: said.age, etag: String(said.etag), body };
}

const mapUrl = () => `/api/events/${world.eventId}/seats`;

/** The statuses of seats as an instance gives them, and where it has them from. */
async function seatsAt(instance: Instance) {
  const { body, ...rest } = await get(instance, mapUrl());
  const { seats } = JSON.parse(body) as { seats: { id: string; status: string }[] };
  return { ...rest, statusOf: (id: string) => seats.find((seat) => seat.id === id)?.status };
}

function two() {
  const [shopper] = world.shoppers;
  const [first, second] = world.seats;
  if (shopper === undefined || first === undefined || second === undefined) throw new TypeError('two seats');
  return { shopper, first, second };
}

test('whoever changed a seat sees it at once, and other instances soon', async () => {
  const { shopper, first, second } = two();
  await using other = await openSibling(world);
  await seatsAt(world);
  expect(await seatsAt(other)).toMatchObject({ from: 'HIT', age: '0' });
  for (const [seat, status] of [
    [first, 'held'],
    [second, 'held'],
  ] as const) {
    expect((await shopper.hold([seat])).status).toBe(200);
    expect((await seatsAt(world)).statusOf(seat)).toBe(status);
    await expect.poll(async () => (await seatsAt(other)).statusOf(seat)).toBe(status);
  }
  const released = await shopper.call('DELETE', '/api/seats/lock', {
    eventId: world.eventId,
    seatIds: [first, second],
  });
  expect(released.status).toBe(200);
  expect((await seatsAt(world)).statusOf(first)).toBe('available');
});

test('what did not change is not sent again', async () => {
  for (const url of ['/api/events', `/api/events/${world.eventId}`, mapUrl()]) {
    const { etag, body } = await get(world, url);
    expect(JSON.parse(body)).toBeTypeOf('object');
    expect(await get(world, url, { 'if-none-match': `"other", ${etag}` })).toMatchObject({
      ...{ status: 304, body: '', etag },
    });
    expect(await get(world, url, { 'if-none-match': '"other"' })).toMatchObject({ status: 200, body });
  }
});

test('pages beyond the first come from PostgreSQL, and what is not there is not found twice', async () => {
  expect(await get(world, '/api/events?limit=7')).toMatchObject({ status: 200, from: 'BYPASS' });
  expect(await get(world, '/api/events/999')).toMatchObject({ status: 404, from: undefined });
  expect(await get(world, '/api/events/999')).toMatchObject({ status: 404, from: undefined });
});

test('a rush of readers at two instances asks PostgreSQL once', async () => {
  await using other = await openSibling(world);
  await using third = await openSibling(world);
  await stores.redis.exec(['redis-cli', 'FLUSHALL']);
  const all = await Promise.all(
    [third, other, third, other].flatMap((instance) =>
      Array.from({ length: 50 }, () => get(instance, `/api/events/${world.eventId}`)),
    ),
  );
  expect(all.filter(({ from }) => from === 'MISS')).toHaveLength(1);
  expect(new Set(all.map(({ body }) => body)).size).toBe(1);
  const { body } = await third.app.inject('/metrics');
  expect(body).toMatch(/^cache_requests_total\{kind="event",result="hit",/m);
});
