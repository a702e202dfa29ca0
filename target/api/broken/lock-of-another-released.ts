import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Hold, HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { Unavailable } from '../domain/outages.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { Turns } from '../strategies/turns.ts';
import { trustingParts } from './trusting-orders.ts';
import { lookAtSeats, seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

const lockMs = 200;
/** The first to have a seat's lock is slow, longer than the lock lives: a cold cache, a long collection. */
const stallMs = 250;
/** Between reading a seat and writing it: well within the lock's time, so that it guards whoever still has it. */
const gapMs = 100;
const waitMs = 1_000;
const retryMs = 10;

/** Locks in Redis, one a seat, that run out. */
class SeatLocks {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(seatId: string, token: string): Promise<boolean> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      if ((await this.#redis.set(keyOf(seatId), token, 'PX', lockMs, 'NX')) === 'OK') return true;
      if (performance.now() > deadline) return false;
      await pause(retryMs * (0.5 + Math.random()));
    }
  }

  async isOwned(seatId: string, token: string): Promise<boolean> {
    return (await this.#redis.get(keyOf(seatId))) === token;
  }

  /** Whoever has it. */
  async release(seatId: string): Promise<void> {
    await this.#redis.del(keyOf(seatId));
  }

  /** Whether nobody had this seat's lock before. */
  async isFirst(seatId: string): Promise<boolean> {
    return (await this.#redis.set(`warm:${seatId}`, '1', 'NX')) === 'OK';
  }
}

const keyOf = (seatId: string) => `lock:seat:${seatId}`;

/** Under the lock of one seat: still its owner? Then look, and take. */
function lockedHold({ database, holdSeconds, redis }: StrategyParts): SeatStrategy {
  const locks = new SeatLocks(redis);
  const turns = new Turns();

  async function holdAsOwner(request: HoldRequest, seatId: string, token: string): Promise<Attempt<Hold>> {
    if (await locks.isFirst(seatId)) await pause(stallMs);
    if (!(await locks.isOwned(seatId, token))) return { kind: 'refused', code: 'busy' };
    const { refusal } = await lookAtSeats(database.read.bind(database), request);
    if (refusal !== null) return { kind: 'refused', code: refusal };
    await pause(gapMs);
    return takeSeats(database.write.bind(database), request, holdSeconds);
  }

  async function underLock(request: HoldRequest, seatId: string): Promise<Attempt<Hold>> {
    const token = randomUUID();
    try {
      if (!(await locks.acquire(seatId, token))) return { kind: 'refused', code: 'busy' };
    } catch (cause) {
      throw new Unavailable('Redis did not give the lock', { cause });
    }
    try {
      return await holdAsOwner(request, seatId, token);
    } finally {
      await locks.release(seatId);
    }
  }

  return {
    name: 'lock-of-another-released',
    async hold(request: HoldRequest) {
      // A selection is locked by its first seat, as far as it needs to be.
      const [seatId = ''] = request.seatIds;
      const endTurn = await turns.take(seatId, waitMs);
      if (endTurn === null) return { kind: 'refused', code: 'busy' };
      try {
        return await underLock(request, seatId);
      } finally {
        endTurn();
      }
    },
  };
}

/**
 * A lock runs out while its owner works. The owner notices and leaves the seat alone, but gives the lock
 * «back», which is the next one's by now; a third buyer gets it while the second is between reading and
 * writing, and both take the seat. The lock is all there is by design: the fast layer is off, nothing looks
 * at the seats again, and the index on live lines and the count of what is left are taken away.
 */
export const lockOfAnotherReleased: Variant = {
  name: 'lock-of-another-released',
  summary: 'a lock that ran out is given back by its former owner, and frees the next one’s',
  unmask: seatGuards,
  alter: (sound) => ({ ...sound.parts, ...trustingParts(sound), strategy: lockedHold(sound.strategyParts) }),
};
