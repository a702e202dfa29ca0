import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { ContentionCounts } from '../domain/contention.ts';
import type { Attempt } from '../domain/outcome.ts';
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

/** Does `work` as the only one of all instances that has this event in hand; `busy` when it was not had in time. */
export type EventLock = <Answer>(
  eventId: string,
  work: () => Promise<Attempt<Answer>>,
) => Promise<Attempt<Answer>>;

/**
 * `lock:event:<id>` in Redis, which serialises all buyers of an event over all instances. It only keeps rivals
 * out of each other's way: `work` decides by PostgreSQL, so nothing breaks when Redis loses the lock, and
 * without Redis work goes on without it. It is given back when `work` has ended, and so after its commit.
 */
export function createEventLock(redis: Redis, guard: Guard, counts: ContentionCounts): EventLock {
  const turns = new Turns();

  async function acquire(key: string, token: string, deadline: number): Promise<boolean | typeof away> {
    for (let tries = 1; ; tries += 1) {
      const got = await guard(() => redis.set(key, token, 'PX', lockMs, 'NX'));
      if (got === away) return away;
      if (got === 'OK') return true;
      if (tries === 1) counts.conflicts += 1;
      if (performance.now() + retryMs > deadline) return false;
      counts.retries += 1;
      await pause(retryMs * (0.5 + Math.random()));
    }
  }

  function tooLate() {
    counts.lockTimeouts += 1;
    return { kind: 'refused', code: 'busy' } as const;
  }

  return async (eventId, work) => {
    const deadline = performance.now() + waitMs;
    const endTurn = await turns.take(eventId, waitMs);
    if (endTurn === null) return tooLate();
    const key = `lock:event:${eventId}`;
    const token = randomUUID();
    try {
      const acquired = await acquire(key, token, deadline);
      if (acquired === false) return tooLate();
      try {
        return await work();
      } finally {
        if (acquired === true) await guard(() => redis.eval(releaseScript, 1, key, token));
      }
    } finally {
      endTurn();
    }
  };
}
