import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { away } from '../redis/guard.ts';
import { MemoryRedis, memoryRealtime } from './testing/memory.ts';
import { closeInstances, instance, Sale } from './testing/memory-instance.ts';

afterEach(closeInstances);

describe('rooms', () => {
  test('of two instances hear the same, in one line', async () => {
    const redis = new MemoryRedis();
    const truth = new Sale();
    const [first, second] = [await instance(redis, { truth }), await instance(redis, { truth })];
    using one = await first.user('7');
    using two = await second.user('8');
    for (const user of [one, two]) await user.ask('join-event', { eventId: '1' });
    truth.set('1', 'held');
    first.realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    const held = { eventId: '1', sequence: 1, seats: [{ id: '1', status: 'held', version: 1 }] };
    for (const user of [one, two]) expect(await user.next('seat-updated')).toMatchObject(held);
    truth.set('1', 'booked');
    second.realtime.changes.changed('1', [{ id: '1', status: 'booked' }]);
    for (const user of [one, two]) {
      expect(await user.next('ticket-sold')).toMatchObject({ seatIds: ['1'], availableTickets: 2 });
      expect(await user.next('ticket-updated', (body) => body.availableTickets === 2)).toBeDefined();
      const numbers = user.heard.map(({ body }) => body.sequence);
      expect(numbers).toEqual([0, 1, 2, 3, 4, 5].slice(0, numbers.length));
    }
  });

  test('are left: nothing is heard any more', async () => {
    const truth = new Sale();
    const { realtime, user } = await instance(undefined, { truth });
    using one = await user();
    using two = await user('8');
    for (const each of [one, two]) await each.ask('join-event', { eventId: '1' });
    await one.ask('leave-event', { eventId: '1' });
    realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    await two.next('seat-updated');
    expect(one.heard.map(({ name }) => name)).toEqual(['room-state']);
  });

  test('of which Redis once could not say where they stand are asked after again', async () => {
    const redis = new MemoryRedis();
    const stand = redis.stand.bind(redis);
    let fails = 1;
    redis.stand = async (eventId) => (fails-- > 0 ? away : stand(eventId));
    const { user } = await instance(redis, { truth: new Sale() });
    using one = await user();
    await one.ask('join-event', { eventId: '1' });
    expect(await one.next('room-state')).toMatchObject({ reason: 'joined', degraded: true });
    expect(await one.next('room-state')).toMatchObject({
      reason: 'redis-back',
      degraded: false,
      sequence: 0,
    });
  });

  test('say when Redis is away, tell what is sold here, and begin anew when it is back', async () => {
    const redis = new MemoryRedis();
    const { realtime, user } = await instance(redis, { truth: new Sale() });
    using one = await user();
    await one.ask('join-event', { eventId: '1' });
    redis.turn(false);
    const told = { degraded: true, epoch: null, sequence: null, pollMs: 5_000 };
    expect(await one.next('room-state', ({ reason }) => reason === 'redis-away')).toMatchObject(told);
    realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    expect(await one.next('seat-updated')).toMatchObject({ epoch: null, sequence: null });
    redis.flush();
    redis.turn(true);
    const back = { degraded: false, epoch: '0000000000000002', sequence: 0 };
    expect(await one.next('room-state', ({ reason }) => reason === 'redis-back')).toMatchObject(back);
  });
});

describe('who does not read', () => {
  test('is left out, has to take a snapshot, and is let go in the end', async () => {
    const truth = new Sale();
    const base = memoryRealtime(new MemoryRedis()).limits;
    const limits = { ...base, mostWaiting: 2, mostBehindMs: 400 };
    const { app, realtime, user } = await instance(undefined, { truth, limits });
    using slow = await user();
    using quick = await user('8');
    for (const each of [slow, quick]) await each.ask('join-event', { eventId: '1' });
    const { ws } = (slow.socket.io.engine as unknown as { transport: { ws: { _socket: Socket } } }).transport;
    ws._socket.pause();
    truth.seats = Array.from({ length: 2_000 }, (_, id) => ({ id: `${id + 1}`, status: 'held', version: 1 }));
    const ids = truth.seats.map(({ id, status }) => ({ id, status }));
    const counted = (series: RegExp) =>
      expect
        .poll(
          async () => {
            realtime.changes.changed('1', ids);
            return (await app.inject('/metrics')).body;
          },
          { timeout: 20_000, interval: 5 },
        )
        .toMatch(series);
    await counted(/realtime_left_out_total\S* [1-9]/);
    const before = quick.heard.length;
    realtime.changes.changed('1', ids);
    await expect.poll(() => quick.heard.length).toBeGreaterThan(before);
    ws._socket.resume();
    await slow.next('room-state', ({ reason }) => reason === 'too-slow');
    ws._socket.pause();
    await counted(/realtime_ended_total\{[^}]*reason="too_slow"[^}]*\} 1/);
    ws._socket.resume();
    await expect.poll(() => slow.socket.connected).toBe(false);
    expect(quick.socket.connected).toBe(true);
  }, 60_000);
});
