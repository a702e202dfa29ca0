import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { openWorld, type World } from '../testing/world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-batch') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = (): Promise<World> =>
  openWorld(stores, {
    providerUrl: provider.url,
    seats: 20,
    buyers: 12,
    settings: { SEAT_STRATEGY: 'batch', FAST_LAYER: 'off' },
  });

/**
 * Asks for all at once and tells who got what. What is alone is sent alone, so one of no interest comes before
 * them: those that follow travel as one statement, in this order.
 */
async function rush(world: World, wishes: readonly (readonly number[])[]) {
  const { strategy } = world.composition.parts;
  const hold = (buyer: number, seats: readonly number[]) =>
    strategy.hold({
      userId: world.shoppers[buyer]?.id ?? '',
      eventId: world.eventId,
      seatIds: seats.map((at) => world.seats[at] ?? ''),
      remember: null,
    });
  const answers = await Promise.all([hold(0, [19]), ...wishes.map((wish, at) => hold(at + 1, wish))]);
  return answers.slice(1).map((answer) => (answer.kind === 'refused' ? answer.code : 'held'));
}

/** Connections whose latest statement was the one for many. */
async function connectionsTogether(world: World): Promise<number> {
  const rows = await world.query<{ together: number }>(
    `SELECT count(*)::int AS together FROM pg_stat_activity WHERE query LIKE '%jsonb_to_recordset%' AND pid <> pg_backend_pid()`,
  );
  return rows[0]?.together ?? 0;
}

test('of those who want one seat the first to have come has it, in one statement', async () => {
  await using world = await open();
  expect(await rush(world, [[0], [0], [1], [0], [1]])).toEqual([
    'held',
    'seat_taken',
    'held',
    'seat_taken',
    'seat_taken',
  ]);
  expect(await connectionsTogether(world)).toBeGreaterThan(0);
});

test('who cannot have all they want is in nobody’s way', async () => {
  await using world = await open();
  await world.shoppers[11]?.hold([world.seats[1] ?? '']);
  expect(await rush(world, [[0, 1], [0], [2, 3], [3, 4], [4]])).toEqual([
    'seat_taken',
    'held',
    'held',
    'seat_taken',
    'held',
  ]);
});

test('a chain of selections: who lost to somebody who lost is asked again', async () => {
  await using world = await open();
  // The second loses seat 1 to the first, so it does not keep seat 2 from the third, nor that one from seat 3.
  expect(
    await rush(world, [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]),
  ).toEqual(['held', 'seat_taken', 'held', 'seat_taken', 'held']);
});

test('each is refused for its own reason', async () => {
  await using world = await open();
  const [, one, two, three] = world.shoppers;
  const [seat = '', other = ''] = world.seats;
  const answers = await Promise.all([
    world.shoppers[0]?.hold([world.seats[19] ?? '']),
    one?.hold([seat]),
    two?.hold([other, '999999']),
    three?.call('POST', '/api/seats/lock', { eventId: '999', seatIds: [seat] }),
  ]);
  expect(answers.slice(1).map((answer) => answer?.body.code ?? 'held')).toEqual([
    'held',
    'seat_not_found',
    'event_not_found',
  ]);
});

test('a key that is used in the middle of a batch spoils it for nobody else', async () => {
  await using world = await open();
  const [decoy, ann, bob] = world.shoppers;
  const [a = '', b = '', c = ''] = world.seats;
  // Two requests under one key, for seats that are both free: both would be granted, and recorded, at once.
  const [, first, second, third] = await Promise.all([
    decoy?.hold([world.seats[19] ?? '']),
    ann?.hold([a], 'one-key'),
    ann?.hold([b], 'one-key'),
    bob?.hold([c]),
  ]);
  expect([first?.status, second?.status].toSorted()).toEqual([200, 422]);
  expect(third?.status).toBe(200);
  const held = await world.query<{ id: string }>(`SELECT id FROM seats WHERE status = 'held'`);
  expect(held).toHaveLength(3);
  const replayed = await ann?.hold([first?.status === 200 ? a : b], 'one-key');
  expect(replayed?.headers['idempotency-replayed']).toBe('true');
});
