import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { openOrderWorld, ordered, round, two } from '../testing/order-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import type { World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-outbox') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

/** Whoever is told of purchases; answers in turn what is given, and then 204. */
async function listenForNotices(answers: number[] = []) {
  const heard: { key: unknown; body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    heard.push({ key: request.headers['idempotency-key'], body: JSON.parse(chunks.join('')) });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`;
  return {
    heard,
    open: () => openOrderWorld(stores, provider.url, { NOTICE_URL: url }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const rows = (world: World) =>
  world.query<Record<string, unknown>>('SELECT attempts, dead, last_error AS why FROM outbox');

/** Whether the next attempt is due a pause after `from`: that of this attempt, half of it to one and a half times. */
async function pausedSince(world: World, from: string, attempt: number): Promise<unknown> {
  const pause = (times: number) => `make_interval(secs => ${times * 2 ** (attempt - 1)})`;
  const [row] = await world.query<{ paused: boolean }>(
    `SELECT next_try BETWEEN '${from}'::timestamptz + ${pause(0.5)} AND now() + ${pause(1.5)} AS paused FROM outbox`,
  );
  return row?.paused;
}

async function clock(world: World): Promise<string> {
  const [row] = await world.query<{ now: string }>('SELECT now()::text AS now');
  return row?.now ?? '';
}

test('tells of a purchase and of its cancellation, each once over several instances', async () => {
  await using receiver = await listenForNotices();
  await using world = await receiver.open();
  const [buyer] = two(world);
  const order = await ordered(buyer, world.seats.slice(0, 2));
  await buyer.confirm(order);
  await buyer.cancel(order);
  await buyer.cancel(await ordered(buyer, world.seats.slice(0, 1)));
  await Promise.all([1, 2, 3].map(() => round(world, 'outbox')));
  const bodies = receiver.heard.map(({ body }) => body);
  expect(bodies.toSorted((a, b) => (String(a.topic) < String(b.topic) ? 1 : -1))).toMatchObject([
    { topic: 'purchase', body: { order, user: buyer.id } },
    { topic: 'cancellation', body: { order, user: buyer.id, refunded: 10_000 } },
  ]);
  for (const { key, body } of receiver.heard) expect(key).toBe(body.id);
  expect(await rows(world)).toEqual([]);
  const metrics = (await world.app.inject('/metrics')).body;
  expect(metrics).toMatch(/^outbox_delivered_total\{.*\} 2$/m);
});

test('tries again with growing pauses, and gives up after five attempts', async () => {
  await using receiver = await listenForNotices([500, 404, 503, 500, 500]);
  await using world = await receiver.open();
  const [buyer] = two(world);
  await buyer.confirm(await ordered(buyer, world.seats.slice(0, 1)));
  for (const attempt of [1, 2, 3, 4, 5]) {
    const from = await clock(world);
    expect(await round(world, 'outbox')).toBe(true);
    const why = expect.stringContaining('got ');
    expect(await rows(world)).toEqual([{ attempts: attempt, dead: attempt === 5, why }]);
    expect(await pausedSince(world, from, attempt)).toBe(true);
    await world.query(`UPDATE outbox SET next_try = now() + interval '1 min'`);
    expect(await round(world, 'outbox')).toBe(false);
    await world.query('UPDATE outbox SET next_try = now()');
  }
  expect(await round(world, 'outbox')).toBe(false);
  expect(new Set(receiver.heard.map(({ key }) => key)).size).toBe(1);
  expect(receiver.heard).toHaveLength(5);
  await round(world, 'outbox-count');
  const metrics = (await world.app.inject('/metrics')).body;
  expect(metrics).toMatch(/^outbox_notices\{.*state="dead".*\} 1$/m);
  expect(metrics).toMatch(/^outbox_notices\{.*state="pending".*\} 0$/m);
});

test('an attempt that took its instance down counts; the next instance waits for it to be over', async () => {
  await using receiver = await listenForNotices();
  await using world = await receiver.open();
  const [buyer] = two(world);
  await buyer.confirm(await ordered(buyer, world.seats.slice(0, 1)));
  await world.query(`UPDATE outbox SET attempts = 4, next_try = now() + interval '10 s'`);
  expect(await round(world, 'outbox')).toBe(false);
  await world.query('UPDATE outbox SET attempts = 5, next_try = now()');
  expect(await round(world, 'outbox')).toBe(false);
  expect(await rows(world)).toMatchObject([{ attempts: 5, dead: true }]);
  expect(receiver.heard).toEqual([]);
});
