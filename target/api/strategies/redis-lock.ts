import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { away, type Guard } from '../redis/guard.ts';
import { Turns } from './turns.ts';

/** The lock outlives every statement under it (8 s at most), and a dead owner for 10 s at most. */
const lockMs = 10_000;
const waitMs = 1_000;
/** One waiter of an instance asks at a time, so it may ask often. */
const retryMs = 5;

/** Only the owner gives a lock back: after it ran out it may be someone else's. */
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * One lock per event serialises all its buyers over all instances; who does not get it in time is told
 * to come back (`busy`). Inside, `inner` decides by PostgreSQL: the lock only keeps rivals out of its way,
 * so nothing breaks when Redis loses it, and without Redis bookings go on without it. The lock is given
 * back after the commit, which `inner` has made when it returns.
 */
export function redisLock(inner: SeatStrategy, redis: Redis, guard: Guard): SeatStrategy {
  const turns = new Turns();

  async function acquire(key: string, token: string, deadline: number): Promise<boolean | typeof away> {
    for (;;) {
      const got = await guard(() => redis.set(key, token, 'PX', lockMs, 'NX'));
      if (got === away) return away;
      if (got === 'OK') return true;
      if (performance.now() + retryMs > deadline) return false;
      await pause(retryMs * (0.5 + Math.random()));
    }
  }

  return {
    name: 'redis-lock',
    async hold(request: HoldRequest) {
      const deadline = performance.now() + waitMs;
      const endTurn = await turns.take(request.eventId, waitMs);
      if (endTurn === null) return { kind: 'refused', code: 'busy' };
      const key = `lock:event:${request.eventId}`;
      const token = randomUUID();
      try {
        const acquired = await acquire(key, token, deadline);
        if (acquired === false) return { kind: 'refused', code: 'busy' };
        try {
          return await inner.hold(request);
        } finally {
          if (acquired === true) await guard(() => redis.eval(releaseScript, 1, key, token));
        }
      } finally {
        endTurn();
      }
    },
  };
}
