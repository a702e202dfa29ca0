import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { Unavailable } from '../domain/outages.ts';
import type { Attempt } from '../domain/outcome.ts';
import { Turns } from '../strategies/turns.ts';

const waitMs = 1_000;
const retryMs = 10;

/**
 * Locks in Redis, each of a seat or an event, that run out after `lockMs`. A lock is given back by whoever had it, without
 * asking whether it still is theirs: right for as long as none runs out before.
 */
export class NaiveLocks {
  readonly #redis: Redis;
  readonly #lockMs: number;
  readonly #turns = new Turns();

  constructor(redis: Redis, lockMs: number) {
    this.#redis = redis;
    this.#lockMs = lockMs;
  }

  /** Does it under the lock of `what` (`seat:7`); `busy` when that is not had in time. `isOurs` tells whether the lock still is. */
  async under<Answer>(
    what: string,
    work: (isOurs: () => Promise<boolean>) => Promise<Attempt<Answer>>,
  ): Promise<Attempt<Answer>> {
    const endTurn = await this.#turns.take(what, waitMs);
    if (endTurn === null) return { kind: 'refused', code: 'busy' };
    const key = `lock:${what}`;
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
