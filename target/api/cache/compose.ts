import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import type { SeatChanges } from '../domain/seat-changes.ts';
import { createRedis } from '../redis/connection.ts';
import { createGuard } from '../redis/guard.ts';
import { type Cache, LayeredCache, uncached } from './cache.ts';
import { keyOf, pagesOf } from './kinds.ts';
import { redisStore } from './store.ts';

/** The cache of an instance, and what tells it of changes. */
export interface CachedPages extends Disposable {
  cache: Cache;
  /** The number of an event's seat map is another one now. */
  moved(eventId: string): void;
  /** Those who hear of changes, behind the cache: whoever is told looks at what is true by then. */
  heardBefore(others: SeatChanges): SeatChanges;
}

/** As `config` says; without a `CACHE_URL` nothing is kept. Connects lazily. */
export function composeCache(
  config: Pick<Config, 'CACHE_URL' | 'API_DIALECT'>,
  report: (what: string, error: unknown) => void,
): CachedPages {
  const { CACHE_URL: url, API_DIALECT: dialect } = config;
  if (url === undefined) {
    return { cache: uncached, moved() {}, heardBefore: (others) => others, [Symbol.dispose]() {} };
  }
  const redis = createRedis(url, (error) => report('the cache is away', error));
  const guard = createGuard((error) => report('the cache failed a command', error));
  const store = redisStore(redis, guard);
  const cache = new LayeredCache({ store, nowMs: () => performance.now(), random: randomUUID });
  const seatMapOf = (eventId: string) => keyOf(dialect, 'seat-map', eventId);
  return {
    cache,
    moved: (eventId) => cache.drop([seatMapOf(eventId)]),
    heardBefore: (others) => ({
      changed(eventId, seats) {
        // How many are left is how many are not booked: who only holds a seat changes no number.
        const isOnlyHeld = seats.every(({ status }) => status === 'held');
        cache.drop(isOnlyHeld ? [seatMapOf(eventId)] : pagesOf(dialect, eventId));
        others.changed(eventId, seats);
      },
    }),
    [Symbol.dispose]() {
      cache[Symbol.dispose]();
      redis.disconnect();
    },
  };
}
