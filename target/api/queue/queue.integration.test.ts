import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Config } from '../config.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openQueueWorld, type QueueWorld, readTicket } from './testing/queue-world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;
beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-queue') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = (buyers: number, ...instances: Partial<Config>[]) =>
  openQueueWorld({ stores, providerUrl: provider.url, buyers, instances });

/** The users' ids as they stand in the line, with the first of them in. */
async function allJoined(world: QueueWorld): Promise<string[]> {
  const [first = '', ...others] = world.users;
  expect(await world.join(0, first)).toMatchObject({ state: 'admitted' });
  const places = await Promise.all(
    others.map(async (id, at) => ({ id, ...readTicket(await world.join(at, id)) })),
  );
  return places.toSorted((a, b) => a.sequence - b.sequence).map(({ id }) => id);
}

describe('one line for all instances', () => {
  test('200 join four instances at once and are let in by four at once: in order, at the rate, never too many', async () => {
    const few = { QUEUE_LIMIT: 1 };
    const many = { QUEUE_LIMIT: 150, QUEUE_RATE_PER_SECOND: 80 };
    await using world = await open(201, few, few, few, few, many, many, many, many);
    const line = await allJoined(world);
    expect(new Set(line).size).toBe(200);
    const inside = async () => (await world.entered()).length;
    await expect
      .poll(
        async () => {
          await Promise.all([4, 5, 6, 7, 4, 5, 6, 7].map((at) => world.round(at)));
          return inside();
        },
        { timeout: 60_000, interval: 20 },
      )
      .toBe(150);
    await Promise.all([4, 5, 6, 7].map((at) => world.round(at)));
    const entered = (await world.entered()).slice(1);
    const turn = new Map(line.map((id, index) => [id, index]));
    const turns = entered.map(({ userId, atMs }) => ({ turn: turn.get(userId) ?? -1, atMs }));
    const inOrder = turns.toSorted((a, b) => a.atMs - b.atMs || a.turn - b.turn);
    expect(inOrder.map((one) => one.turn)).toEqual(Array.from({ length: 149 }, (_, index) => index));
    for (const { atMs } of turns) {
      const inThatSecond = turns.filter((one) => one.atMs > atMs - 1_000 && one.atMs <= atMs);
      expect(inThatSecond.length).toBeLessThanOrEqual(80);
    }
    expect(await world.status(0, line.at(149) ?? '')).toMatchObject({ position: 1, total: 51 });
  });
});
