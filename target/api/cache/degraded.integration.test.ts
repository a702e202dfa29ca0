import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { ownLabels } from '../../topology/ownership.ts';
import { openSibling } from '../testing/sibling.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const docker = new Docker();
let stores: Stores;
let world: World;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-degraded') });
  world = await openWorld(stores, {
    ...{ providerUrl: 'http://127.0.0.1:1', seats: 12, buyers: 2 },
    settings: { CACHE_URL: stores.redisUrl, MOST_INSTANCES: 60 },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

/** Frozen: connections stand, the kernel acknowledges, nobody answers. */
async function frozen(container: StartedTestContainer): Promise<AsyncDisposable> {
  const node = docker.getContainer(container.getId());
  await node.pause();
  return { [Symbol.asyncDispose]: () => node.unpause() };
}

const publicUrls = () => ['', `/${world.eventId}`, `/${world.eventId}/seats`].map((at) => `/api/events${at}`);

async function get({ app }: Pick<World, 'app'>, url: string) {
  const { statusCode, headers } = await app.inject(url);
  return { status: statusCode, from: headers['x-cache'], age: headers.age };
}

function two() {
  const [shopper] = world.shoppers;
  const [first, second, third] = world.seats;
  if (shopper === undefined || first === undefined || second === undefined || third === undefined) {
    throw new TypeError('three seats');
  }
  return { shopper, first, second, third };
}

const unavailable = { status: 503, headers: { 'retry-after': '1' } };

test('PostgreSQL silent: what was read is given with its age, and nothing is changed', async () => {
  const { shopper, first, second } = two();
  for (const url of publicUrls()) expect((await get(world, url)).status).toBe(200);
  expect((await shopper.hold([first])).status).toBe(200);
  await using other = await openSibling(world);
  {
    await using _ = await frozen(stores.postgres);
    // The seat map was dropped by the hold; the others hold for minutes.
    const [hold, ...read] = await Promise.all([
      shopper.hold([second]),
      ...[world, other].flatMap((instance) => publicUrls().map((url) => get(instance, url))),
    ]);
    expect(hold).toMatchObject({
      ...unavailable,
      body: { code: expect.stringMatching(/^(unavailable|outcome_unknown)$/) },
    });
    for (const answer of read) {
      expect(answer).toEqual({
        status: 200,
        from: expect.stringMatching(/HIT|STALE/),
        age: expect.any(String),
      });
    }
    expect(read.filter(({ from }) => from === 'STALE').length).toBeGreaterThan(0);
    expect((await get(world, '/health')).status).toBe(200);
  }
  await expect.poll(async () => (await shopper.hold([second])).status, { timeout: 10_000 }).toBe(200);
  await expect.poll(async () => (await get(world, publicUrls()[2] ?? '')).from).toMatch(/HIT|MISS/);
});

test('Redis and the cache silent: everything that sells goes on', async () => {
  const { shopper, third } = two();
  await using _ = await frozen(stores.redis);
  expect((await shopper.hold([third])).status).toBe(200);
  const order = await shopper.order([third]);
  expect(order.status).toBe(201);
  // There is no provider here: it is asked all the same, and its silence is told.
  expect((await shopper.confirm(order.body.id)).body).toMatchObject({ code: 'payment_unknown', status: 503 });
  for (const url of publicUrls()) expect((await get(world, url)).status).toBe(200);
  const joined = await shopper.call('POST', `/api/queue/${world.eventId}/join`);
  expect(['queue_off', 'queue_paused']).toContain(joined.body.code);
});

test('both gone for good: 503 for all but what this instance has itself', async () => {
  const { shopper, first } = two();
  for (const url of publicUrls()) expect((await get(world, url)).status).toBe(200);
  await Promise.all([stores.postgres.stop(), stores.redis.stop()]);
  expect(await shopper.hold([first])).toMatchObject({ ...unavailable, body: { code: 'unavailable' } });
  for (const url of publicUrls()) {
    expect(await get(world, url)).toMatchObject({ status: 200, from: expect.stringMatching(/HIT|STALE/) });
  }
  expect(await get(world, '/api/events?limit=3')).toMatchObject({ status: 503 });
  expect((await get(world, '/ready')).status).toBe(503);
  expect((await get(world, '/health')).status).toBe(200);
});
