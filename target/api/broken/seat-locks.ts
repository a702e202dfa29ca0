import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Hold } from '../domain/holding.ts';
import { Unavailable } from '../domain/outages.ts';
import type { Attempt } from '../domain/outcome.ts';
import { Turns } from '../strategies/turns.ts';

const waitMs = 1_000;
const retryMs = 10;

/**
 * Locks in Redis, one a seat, that run out after `lockMs`. A lock is given back by whoever had it, without
 * asking whether it still is theirs: right for as long as none runs out before.
 */
export class SeatLocks {
  readonly #redis: Redis;
  readonly #lockMs: number;
  readonly #turns = new Turns();

  constructor(redis: Redis, lockMs: number) {
    this.#redis = redis;
    this.#lockMs = lockMs;
  }

  /** Does it under a seat's lock; `busy` when that is not had in time. `isOurs` tells whether the lock still is. */
  async under(
    seatId: string,
    work: (isOurs: () => Promise<boolean>) => Promise<Attempt<Hold>>,
  ): Promise<Attempt<Hold>> {
    const endTurn = await this.#turns.take(seatId, waitMs);
    if (endTurn === null) return { kind: 'refused', code: 'busy' };
    const key = `lock:seat:${seatId}`;
    const token = randomUUID();
    try {
      if (!(await this.#acquire(key, token))) return { kind: 'refused', code: 'busy' };
      try {
        return await work(async () => (await this.#redis.get(key)) === token);
      } finally {
        await this.#redis.del(key);
      }
    } finally {
      endTurn();
    }
  }

  async #acquire(key: string, token: string): Promise<boolean> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      if (await this.#ask(key, token)) return true;
      if (performance.now() > deadline) return false;
      await pause(retryMs * (0.5 + Math.random()));
    }
  }

  async #ask(key: string, token: string): Promise<boolean> {
    try {
      return (await this.#redis.set(key, token, 'PX', this.#lockMs, 'NX')) === 'OK';
    } catch (cause) {
      throw new Unavailable('Redis did not give the lock', { cause });
    }
  }
}
