import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { ownLabels } from '../../topology/ownership.ts';
import type { Composition } from '../compose.ts';
import type { Config } from '../config.ts';
import { composeQueue } from '../queue/compose.ts';
import { openQueueWorld, readTicket } from '../queue/testing/queue-world.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { queuePlacesNeverRunOut } from './queue-places-never-run-out.ts';
import { queuePoppedInTwoSteps } from './queue-popped-in-two-steps.ts';
import { queueResetByFlush } from './queue-reset-by-flush.ts';
import { queueScoredByClock } from './queue-scored-by-clock.ts';
import type { Variant } from './variant.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-broken-queue') });
});
afterAll(async () => {
  await stores[Symbol.asyncDispose]();
});

/** An instance's queue with the planted bug; null: the sound one. */
function open(variant: Variant | null, buyers: number, ...instances: Partial<Config>[]) {
  return openQueueWorld({
    ...{ stores, providerUrl: 'http://127.0.0.1:9', buyers, instances },
    queueOf(on: Pick<Composition, 'config' | 'strategyParts' | 'report'>) {
      const queue = composeQueue({ ...on.strategyParts, config: on.config, report: on.report });
      const { alter } = variant ?? { alter: ({ parts }: Composition) => parts };
      return alter({ ...on, parts: { queue } } as unknown as Composition).queue;
    },
  });
}

const tight = { QUEUE_LIMIT: 1 };

test.each([
  ['planted', queuePoppedInTwoSteps, 10],
  ['sound', null, 0],
] as const)(
  'popped in two steps, %s: of 21 users, those whom two instances lost',
  async (_, variant, lost) => {
    await using world = await open(variant, 21, { QUEUE_LIMIT: 11 }, { QUEUE_LIMIT: 11 }, tight);
    for (const id of world.users) await world.join(2, id);
    await Promise.all([world.round(0), world.round(1)]);
    const states = await Promise.all(
      world.users.map((id) => world.queues[0]?.waitingRoom.status(world.eventId, id, null)),
    );
    expect(states.filter((state) => state?.kind === 'refused')).toHaveLength(lost);
  },
);

test.each([
  ['planted', queueScoredByClock, false],
  ['sound', null, true],
] as const)('scored by the clock, %s: 30 users who join one after another', async (_, variant, fair) => {
  await using world = await open(variant, 31, tight);
  const [first = '', ...rest] = world.users;
  await world.join(0, first);
  // The last id first: two in one second are enough to stand the wrong way round.
  const others = rest.toReversed();
  for (const id of others) await world.join(0, id);
  const positions = await Promise.all(
    others.map(async (id) => {
      const place = await world.status(0, id);
      return place.state === 'waiting' ? place.position : 0;
    }),
  );
  const inOrder = positions.every((position, index) => position === index + 1);
  expect(inOrder).toBe(fair);
});

test.each([
  ['planted', queuePlacesNeverRunOut, 'waiting'],
  ['sound', null, 'admitted'],
] as const)('places that never run out, %s: the next one after their time', async (_, variant, state) => {
  await using world = await open(variant, 2, { ...tight, QUEUE_PLACE_SECONDS: 1 });
  const [a = '', b = ''] = world.users;
  await world.join(0, a);
  await world.join(0, b);
  const endedAt = Number((await world.redis.time())[0]) + 2;
  const now = async () => Number((await world.redis.time())[0]);
  await expect.poll(now, { timeout: 20_000, interval: 50 }).toBeGreaterThanOrEqual(endedAt);
  await world.round(0);
  expect((await world.status(0, b)).state).toBe(state);
});

test.each([
  ['planted', queueResetByFlush, [3, 2, 1]],
  ['sound', null, [1, 2, 3]],
] as const)(
  'reset by a flush, %s: where three stand who came back in reverse',
  async (_, variant, expected) => {
    await using world = await open(variant, 4, tight);
    const [first = '', ...others] = world.users;
    await world.join(0, first);
    const tickets = new Map<string, string>();
    for (const id of others) tickets.set(id, readTicket(await world.join(0, id)).ticket);
    await world.lose();
    for (const id of others.toReversed()) await world.join(0, id, tickets.get(id));
    const places = await Promise.all(others.map((id) => world.status(0, id)));
    expect(places).toMatchObject(expected.map((position) => ({ position })));
  },
);
