import type { Redis } from 'ioredis';
import type { Database } from '../database/database.ts';
import type { SeatStrategy } from '../domain/holding.ts';
import type { Guard } from '../redis/guard.ts';
import { advisoryLock } from './advisory-lock.ts';
import { atomicUpdate } from './atomic-update.ts';
import { batch } from './batch.ts';
import { createEventLock } from './event-lock.ts';
import { optimistic } from './optimistic.ts';
import { redisLock } from './redis-lock.ts';
import { rowLock } from './row-lock.ts';

/** What a strategy may be made of. `holdSeconds`: how long a hold lasts. */
export interface StrategyParts {
  database: Database;
  redis: Redis;
  guard: Guard;
  holdSeconds: number;
}

/** Every strategy by the name that `SEAT_STRATEGY` takes. */
export const strategies = {
  'row-lock': ({ database, holdSeconds }) => rowLock(database, holdSeconds),
  'atomic-update': ({ database, holdSeconds }) => atomicUpdate(database, holdSeconds),
  'redis-lock': ({ database, holdSeconds, redis, guard }) =>
    redisLock(atomicUpdate(database, holdSeconds), createEventLock(redis, guard, database.contention)),
  'advisory-lock': ({ database, holdSeconds }) => advisoryLock(database, holdSeconds),
  optimistic: ({ database, holdSeconds }) => optimistic(database, holdSeconds),
  batch: ({ database, holdSeconds }) => batch(database, holdSeconds),
} satisfies Record<string, (parts: StrategyParts) => SeatStrategy>;

export type StrategyName = keyof typeof strategies;
