import { afterEach, describe, expect, test } from 'vitest';
import type { Realtime } from '../realtime/compose.ts';
import { MemoryRedis, memoryRealtime } from '../realtime/testing/memory.ts';
import { closeInstances, instance, Sale } from '../realtime/testing/memory-instance.ts';
import { alone } from './realtime-alone.ts';
import { dropping } from './realtime-drops-updates.ts';
import { cut } from './realtime-instance-cut.ts';
import { losing } from './session-loses-seats.ts';

afterEach(closeInstances);

const held = (version: number) => ({ id: '1', status: 'held' as const, version });
const sound = (realtime: Realtime) => realtime;

test.each([
  ['realtime-drops-updates', dropping, 999],
  ['the sound one', sound, 1_000],
])('%s: of a thousand messages', async (_name, alter, expected) => {
  const redis = new MemoryRedis();
  const heard: number[] = [];
  alter(memoryRealtime(redis)).link.start({
    told: ({ place }) => heard.push(place.sequence),
    upOrDown() {},
  });
  for (let version = 1; version <= 1_000; version += 1) {
    await redis.tell('1', [{ name: 'seat-updated', body: { seats: [held(version)] } }]);
  }
  expect(heard).toHaveLength(expected);
  expect(heard.includes(1_000)).toBe(expected === 1_000);
});

/** Two users on two instances, of which the second has the bug; what is sold at the first. */
async function pair(alter: (sound: Realtime) => Realtime) {
  const redis = new MemoryRedis();
  const truth = new Sale();
  const limits = { ...memoryRealtime(redis).limits, seatsEveryMs: 50 };
  const first = await instance(redis, { truth, limits });
  const second = await instance(redis, { truth, limits }, alter);
  const one = await first.user('7');
  const two = await second.user('8');
  for (const user of [one, two]) await user.ask('join-event', { eventId: '1' });
  const sell = async () => {
    truth.set('1', 'held');
    first.realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    await one.next('seat-updated');
  };
  return { redis, one, two, sell };
}

describe('a user of the other instance', () => {
  test('of the sound target hears what is sold, before Redis was away and after it', async () => {
    const { redis, two, sell } = await pair(sound);
    await sell();
    expect(await two.next('seat-updated')).toMatchObject({ seats: [held(1)] });
    redis.turn(false);
    redis.turn(true);
    await two.next('room-state', ({ reason }) => reason === 'redis-back');
    await sell();
    expect(await two.next('seat-updated')).toMatchObject({ seats: [held(2)] });
  });

  test('of realtime-instance-cut hears nothing, and takes the room for whole', async () => {
    const { two, sell } = await pair(cut);
    for (let sold = 0; sold < 5; sold += 1) await sell();
    // Behind what it would have been told, had it been told.
    await two.ask('check-queue-status', { eventId: '1' });
    expect(two.heard.map(({ name }) => name)).toEqual(['room-state']);
    expect(two.heard[0]?.body).toMatchObject({ degraded: false });
  });

  test('of realtime-alone hears what is sold, but after Redis was away nothing, and is not told so', async () => {
    const { redis, two, sell } = await pair(alone);
    await sell();
    await two.next('seat-updated');
    redis.turn(false);
    redis.turn(true);
    const before = two.heard.length;
    for (let sold = 0; sold < 5; sold += 1) await sell();
    await two.ask('check-queue-status', { eventId: '1' });
    expect(two.heard.slice(before)).toEqual([]);
    expect(two.heard.filter(({ name }) => name === 'room-state')).toHaveLength(1);
  });
});

test('session-loses-seats: a seat is not given back, which the sound target does', async () => {
  const truth = new Sale();
  truth.held = ['2', '3'];
  const { restorer } = memoryRealtime(new MemoryRedis(), { truth });
  expect((await restorer.restore('7')).restored.selectedSeats).toEqual(['2', '3']);
  expect((await losing(restorer).restore('7')).restored.selectedSeats).toEqual(['2']);
});
