import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Config } from '../config.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { keysOf } from './scripts/state.ts';
import { askQueue, holdWith, openQueueWorld, type QueueWorld, readTicket } from './testing/queue-world.ts';

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
  const placeOf = async (id: string, at: number) => ({ id, ...readTicket(await world.join(at, id)) });
  const places = await Promise.all(others.map(placeOf));
  return places.toSorted((a, b) => a.sequence - b.sequence).map(({ id }) => id);
}

const sizeAt = (world: QueueWorld, at: number) => world.queues[at]?.admission.sizes.get(world.eventId);
const tight = { QUEUE_LIMIT: 1 };

describe('one line for all instances', () => {
  test('200 join four at once and are let in by four at once: in order, at the rate, never too many', async () => {
    const many = { QUEUE_LIMIT: 150, QUEUE_RATE_PER_SECOND: 80 };
    await using world = await open(201, tight, tight, tight, tight, many, many, many, many);
    const line = await allJoined(world);
    expect(new Set(line).size).toBe(200);
    const rounds = () => Promise.all([4, 5, 6, 7, 4, 5, 6, 7].map((at) => world.round(at)));
    const inside = async () => {
      await rounds();
      return (await world.entered()).length;
    };
    await expect.poll(inside, { timeout: 60_000, interval: 20 }).toBe(150);
    await rounds();
    const turnOf = new Map(line.map((id, index) => [id, index]));
    const [, ...entered] = await world.entered();
    const turns = entered.map(({ userId, atMs }) => ({ turn: turnOf.get(userId) ?? -1, atMs }));
    const inOrder = turns.toSorted((a, b) => a.atMs - b.atMs || a.turn - b.turn);
    expect(inOrder.map(({ turn }) => turn)).toEqual(Array.from({ length: 149 }, (_, index) => index));
    for (const { atMs } of turns) {
      const inThatSecond = turns.filter((one) => one.atMs > atMs - 1_000 && one.atMs <= atMs);
      expect(inThatSecond.length).toBeLessThanOrEqual(80);
    }
    expect(await world.status(0, line[149] ?? '')).toMatchObject({ position: 1, total: 51, etaSeconds: 1 });
  });

  test('joining again keeps the place, wherever; leaving gives it up', async () => {
    await using world = await open(5, { QUEUE_LIMIT: 2, QUEUE_RATE_PER_SECOND: 1 }, tight);
    const [a, b, c, d, e] = world.users as [string, string, string, string, string];
    for (const id of [a, b]) expect(await world.join(0, id)).toMatchObject({ state: 'admitted' });
    const first = readTicket(await world.join(0, c));
    expect(await world.join(1, d)).toMatchObject({ position: 2, total: 2, etaSeconds: 2 });
    expect(readTicket(await world.join(1, c))).toMatchObject({ sequence: first.sequence });
    expect(await world.status(1, c)).toMatchObject({ position: 1, total: 2 });
    expect(await world.join(1, a)).toMatchObject({ state: 'admitted' });
    const left = await world.queues[1]?.waitingRoom.leave(world.eventId, c);
    expect(left).toMatchObject({ answer: { left: true } });
    expect(await world.status(0, d)).toMatchObject({ position: 1 });
    expect(await world.join(0, e)).toMatchObject({ position: 2 });
    await expect(world.join(0, c, first.ticket)).rejects.toThrow('ticket_spent');
    expect(await world.join(0, c)).toMatchObject({ position: 3 });
    await world.round(0);
    expect(sizeAt(world, 0)).toMatchObject({ waiting: 3, active: 2, capacity: 2, admittedInAll: 2 });
    expect((await world.app.inject('/metrics')).body).toMatch(/queue_size\{event="\d+",instance="test"\} 3/);
  });

  test('capacity follows the instances in service, up to the limit', async () => {
    const wide = { QUEUE_LIMIT: 1_500 };
    await using world = await open(1, wide, wide);
    for (const [at, capacity] of [
      [0, 1_000],
      [1, 1_500],
    ] as const) {
      await world.round(at);
      expect(sizeAt(world, at)).toMatchObject({ capacity });
    }
    await world.queues[1]?.admission[Symbol.asyncDispose]();
    await world.round(0);
    expect(sizeAt(world, 0)).toMatchObject({ capacity: 1_000 });
  });
});

test('before the sale all wait, and are let in when it begins', async () => {
  await using world = await open(2, {}, {}, {}, {});
  await world.query(`UPDATE events SET on_sale_at = now() + interval '1 hour'`);
  const [a = '', b = ''] = world.users;
  // They find the queue new at the same time; who begins it does not matter.
  await Promise.all([0, 1, 2, 3].map((at) => world.round(at)));
  expect(await world.join(0, a)).toMatchObject({ state: 'waiting', position: 1 });
  await world.join(0, b);
  await world.round(0);
  expect(await world.status(0, b)).toMatchObject({ position: 2, total: 2 });
  await world.query('UPDATE events SET on_sale_at = now()');
  await world.round(0);
  expect(await world.status(0, b)).toMatchObject({ state: 'admitted' });
});

describe('a pass', () => {
  test('holds need it, and it is good for its user, its event and its turn alone', async () => {
    await using world = await open(3, tight);
    const [a, b, c] = world.users as [string, string, string];
    const admitted = await askQueue(world, a, { what: 'join' });
    expect(admitted).toMatchObject({ status: 200, body: { state: 'admitted', eventId: world.eventId } });
    const { pass } = admitted.body;
    const { ticket } = (await askQueue(world, b, { what: 'join' })).body;
    const refused = { status: 403, body: { code: 'not_admitted' } };
    for (const given of [undefined, pass, ticket])
      expect(await holdWith(world, b, given)).toMatchObject(refused);
    expect(await holdWith(world, a, `${pass}x`)).toMatchObject(refused);
    expect(await holdWith(world, a, pass)).toMatchObject({ status: 200 });
    const order = await world.shoppers[0]?.order(world.seats.slice(0, 1));
    expect(await world.shoppers[0]?.confirm(order?.body.id)).toMatchObject({ status: 200 });
    // The purchase ended the turn: the pass is good no more, and the next one enters.
    expect(await holdWith(world, a, pass)).toMatchObject(refused);
    expect((await askQueue(world, a, { what: 'status' })).body.code).toBe('not_in_queue');
    await world.round(0);
    expect(await world.status(0, b)).toMatchObject({ state: 'admitted' });
    expect(await askQueue(world, c, { what: 'join' })).toMatchObject({ body: { state: 'waiting' } });
    expect(await askQueue(world, c, { what: 'leave' })).toMatchObject({ status: 200, body: { left: true } });
    expect(await askQueue(world, c, { what: 'leave' })).toMatchObject({ status: 200, body: { left: false } });
  });

  test('a turn ends by itself, for Redis and for PostgreSQL', async () => {
    await using world = await open(2, { ...tight, QUEUE_PLACE_SECONDS: 1 });
    const [a, b] = world.users as [string, string];
    const { pass } = (await askQueue(world, a, { what: 'join' })).body;
    await world.join(0, b);
    const next = async () => {
      await world.round(0);
      return (await world.status(0, b)).state;
    };
    await expect.poll(next, { timeout: 20_000, interval: 50 }).toBe('admitted');
    expect(await holdWith(world, a, pass)).toMatchObject({ status: 403, body: { code: 'not_admitted' } });
  });

  test('an event without a queue asks for none', async () => {
    await using world = await open(1, {});
    const [a = ''] = world.users;
    await world.query('UPDATE events SET queue_on = false');
    expect((await askQueue(world, a, { what: 'join' })).body).toMatchObject({
      status: 409,
      code: 'queue_off',
    });
    expect(await holdWith(world, a)).toMatchObject({ status: 200 });
  });
});

describe('what outlives Redis', () => {
  test('tickets bring the old order back, in front of newcomers; whose turn it was has it still', async () => {
    const two = { QUEUE_LIMIT: 2, QUEUE_GRACE_SECONDS: 1 };
    await using world = await open(12, two, two, two, two);
    const [inside = '', served = '', ...users] = world.users;
    const old = users.slice(0, 8);
    const [newcomer = '', other = ''] = users.slice(8);
    const before = await world.join(0, inside);
    await world.join(0, served);
    const tickets = new Map<string, string>();
    for (const id of old) tickets.set(id, readTicket(await world.join(0, id)).ticket);
    await world.lose();
    // A newcomer first, then the old ones from the last to the first, at all instances at once.
    expect(await world.join(3, newcomer)).toMatchObject({ state: 'waiting' });
    await Promise.all(old.toReversed().map((id, at) => world.join(at, id, tickets.get(id))));
    await world.join(1, other);
    const positions = await Promise.all([...old, newcomer, other].map((id) => world.status(2, id)));
    expect(positions).toMatchObject(Array.from({ length: 10 }, (_, index) => ({ position: index + 1 })));
    const until = before.state === 'admitted' ? before.expiresAt : '';
    expect(await world.status(1, inside)).toMatchObject({ state: 'admitted', expiresAt: until });
    // Nobody enters before the old ones had the time to come back; and two are in, by PostgreSQL.
    await world.round(0);
    expect(await world.status(0, old[0] ?? '')).toMatchObject({ position: 1 });
    expect(await world.entered()).toHaveLength(2);
  });

  test('a ticket gives one turn, whatever Redis forgets, and none but to its user and for its event', async () => {
    const settings = { ...tight, QUEUE_GRACE_SECONDS: 1 };
    await using world = await open(3, settings, settings);
    const [a, b, c] = world.users as [string, string, string];
    await world.join(0, a);
    const { ticket } = readTicket(await world.join(0, b));
    await world.queues[0]?.waitingRoom.leave(world.eventId, a);
    await world.round(1);
    expect(await world.join(1, b, ticket)).toMatchObject({ state: 'admitted' });
    await world.queues[0]?.waitingRoom.bought(world.eventId, b);
    await expect(world.join(0, b, ticket)).rejects.toThrow('ticket_spent');
    await world.lose();
    await expect(world.join(0, b, ticket)).rejects.toThrow('ticket_spent');
    await expect(world.join(0, c, ticket)).rejects.toThrow('ticket_refused');
    const [head, claims = '', signature] = ticket.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const better = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...better, sequence: 0 })).toString('base64url');
    for (const forged of [`${none}.${claims}.`, `${head}.${changed}.${signature}`, 'x']) {
      const answer = await askQueue(world, b, { what: 'status', ticket: forged });
      expect(answer).toMatchObject({ status: 403, body: { code: 'ticket_refused' } });
    }
    const elsewhere = await world.queues[0]?.waitingRoom.join('999', b, ticket);
    expect(elsewhere).toMatchObject({ code: 'ticket_refused' });
  });

  test('Redis away: the queue pauses, who has a pass goes on, and nobody loses a place', async () => {
    await using world = await open(3, { ...tight, QUEUE_GRACE_SECONDS: 1 });
    const [a, b, c] = world.users as [string, string, string];
    const { pass } = (await askQueue(world, a, { what: 'join' })).body;
    const { sequence } = readTicket(await world.join(0, b));
    const gone = once(world.redis, 'end');
    world.redis.disconnect();
    await gone;
    const paused = { status: 503, headers: { 'retry-after': '2' }, body: { code: 'queue_paused' } };
    expect(await askQueue(world, b, { what: 'status' })).toMatchObject(paused);
    expect(await askQueue(world, c, { what: 'join' })).toMatchObject(paused);
    expect(await holdWith(world, a, pass)).toMatchObject({ status: 200 });
    await world.redis.connect();
    // As after an hour: nobody was seen, and there was no round.
    const [meta = '', line = '', seen = ''] = keysOf(world.eventId);
    await world.redis.hset(meta, 'round', 0, 'renewed', 0);
    await world.redis.zadd(seen, 0, b);
    await world.round(0);
    expect(await world.redis.zcard(line)).toBe(1);
    expect(readTicket(await world.status(0, b)).sequence).toBe(sequence);
    expect(await world.join(0, c)).toMatchObject({ position: 2 });
  });

  test('who is away for longer than the grace holds up nobody, and has lost the place', async () => {
    await using world = await open(3, { ...tight, QUEUE_GRACE_SECONDS: 1 });
    const [a, b, c] = world.users as [string, string, string];
    await world.join(0, a);
    const { ticket } = readTicket(await world.join(0, b));
    await world.join(0, c);
    const position = async () => {
      await world.round(0);
      return world.status(0, c);
    };
    await expect.poll(position, { timeout: 20_000, interval: 50 }).toMatchObject({ position: 1 });
    await expect(world.join(0, b, ticket)).rejects.toThrow('ticket_spent');
    expect(await world.join(0, b)).toMatchObject({ position: 2 });
  });
});
