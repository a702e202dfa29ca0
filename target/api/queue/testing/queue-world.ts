import { once } from 'node:events';
import type { Redis } from 'ioredis';
import type { Composition } from '../../compose.ts';
import type { Config } from '../../config.ts';
import type { QueuePlace } from '../../domain/queueing.ts';
import { createRedis } from '../../redis/connection.ts';
import { createGuard } from '../../redis/guard.ts';
import type { Stores } from '../../testing/stores.ts';
import { openWorld, type World } from '../../testing/world.ts';
import { composeQueue, type Queue } from '../compose.ts';
import { keysOf } from '../scripts/state.ts';

export interface QueueWorldOptions {
  stores: Stores;
  providerUrl: string;
  buyers: number;
  /** One for each instance. The first one's routes are the world's. */
  instances: readonly Partial<Config>[];
  /** What makes each instance's queue; the sound one when absent. */
  queueOf?: (on: Pick<Composition, 'config' | 'strategyParts' | 'report'>) => Queue;
}

/** Instances over one database and one Redis, selling 8 seats of an event whose queue is on. No rounds run. */
export interface QueueWorld extends World {
  queues: Queue[];
  /** The users' ids. */
  users: string[];
  redis: Redis;
  /** Throws when what is answered is no place. */
  join(at: number, userId: string, ticket?: string): Promise<QueuePlace>;
  status(at: number, userId: string): Promise<QueuePlace>;
  /** One of admission at that instance. */
  round(at: number): Promise<number>;
  /** Redis forgets this event, as it does when it is emptied. */
  lose(): Promise<void>;
  /** Users who are in, in order of when they came in, in ms by Redis's clock. */
  entered(): Promise<{ userId: string; atMs: number }[]>;
}

const soundQueue: NonNullable<QueueWorldOptions['queueOf']> = ({ config, strategyParts, report }) =>
  composeQueue({ ...strategyParts, config, report });

export async function openQueueWorld(options: QueueWorldOptions): Promise<QueueWorld> {
  const { stores, providerUrl, buyers, queueOf = soundQueue } = options;
  const [first, ...others] = options.instances;
  const queues: Queue[] = [];
  const world = await openWorld(stores, {
    ...{ providerUrl, seats: 8, buyers },
    settings: { INSTANCE: 'api-1', FAST_LAYER: 'off', ...first },
    alter(sound) {
      queues.push(queueOf(sound));
      return { ...sound.parts, queue: queues[0] as Queue };
    },
  });
  await world.query('UPDATE events SET queue_on = true');
  const { config, strategyParts, report } = world.composition;
  const connections = others.map(() => createRedis(config.REDIS_URL, () => {}));
  await Promise.all(connections.map((redis) => once(redis, 'ready')));
  for (const [index, redis] of connections.entries()) {
    const settings = { ...config, INSTANCE: `api-${index + 2}`, ...others[index] };
    const guard = createGuard(() => {});
    queues.push(queueOf({ config: settings, report, strategyParts: { ...strategyParts, redis, guard } }));
  }
  const one = { world, queues, redis: strategyParts.redis, placeMs: config.QUEUE_PLACE_SECONDS * 1_000 };
  const made = { ...world, ...one, ...actionsOf(one), users: world.shoppers.map(({ id }) => id) };
  // Another world in the same Redis had an event of the same id.
  await made.lose();
  return {
    ...made,
    async [Symbol.asyncDispose]() {
      for (const redis of connections) redis.disconnect();
      await world[Symbol.asyncDispose]();
    },
  };
}

interface Ground {
  world: World;
  queues: readonly Queue[];
  redis: Redis;
  placeMs: number;
}

function actionsOf({ world: { eventId }, queues, redis, placeMs }: Ground) {
  function at(index: number): Queue {
    const queue = queues[index % queues.length];
    if (queue === undefined) throw new TypeError('expected an instance');
    return queue;
  }
  return {
    join: async (index: number, userId: string, ticket?: string) =>
      placeIn(await at(index).waitingRoom.join(eventId, userId, ticket ?? null)),
    status: async (index: number, userId: string) =>
      placeIn(await at(index).waitingRoom.status(eventId, userId, null)),
    round: (index: number) => at(index).admission.round(),
    async lose() {
      await redis.del(...keysOf(eventId));
    },
    async entered() {
      const found = await redis.zrangebyscore(`queue:{${eventId}}:active`, '-inf', '+inf', 'WITHSCORES');
      return Array.from({ length: found.length / 2 }, (_, index) => ({
        userId: String(found[2 * index]),
        atMs: Number(found[2 * index + 1]) - placeMs,
      }));
    },
  };
}

function placeIn(
  answer: { kind: 'done'; answer: QueuePlace } | { kind: 'refused'; code: string },
): QueuePlace {
  if (answer.kind === 'done') return answer.answer;
  throw new TypeError(`expected a place in the queue, was refused: ${answer.code}`);
}

const requests = {
  join: { method: 'POST', path: '/join' },
  status: { method: 'GET', path: '/status' },
  leave: { method: 'DELETE', path: '' },
} as const;

/** Over HTTP, at the first instance. */
export async function askQueue(
  world: World,
  userId: string,
  { what, ticket }: { what: keyof typeof requests; ticket?: string },
) {
  const { method, path } = requests[what];
  const answer = await world.app.inject({
    ...{ method, url: `/api/queue/${world.eventId}${path}` },
    headers: { ...tokenOf(world, userId), ...(ticket === undefined ? {} : { 'queue-ticket': ticket }) },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

/** Over HTTP, the world's first seat. */
export async function holdWith(world: World, userId: string, pass?: string) {
  const answer = await world.app.inject({
    ...{ method: 'POST', url: '/api/seats/lock' },
    headers: { ...tokenOf(world, userId), ...(pass === undefined ? {} : { 'queue-pass': pass }) },
    payload: { eventId: world.eventId, seatIds: world.seats.slice(0, 1) },
  });
  return { status: answer.statusCode, body: answer.json() };
}

function tokenOf(world: World, userId: string) {
  return { authorization: `Bearer ${world.app.jwt.sign({ sub: userId, role: 'buyer' })}` };
}

/** What a ticket says of its place: nobody but the API reads it, and a test. */
export function readTicket(place: QueuePlace): { epoch: number; sequence: number; ticket: string } {
  if (place.state !== 'waiting') throw new TypeError(`expected a place in the line, got ${place.state}`);
  const [, claims = ''] = place.ticket.split('.');
  return { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), ticket: place.ticket };
}
