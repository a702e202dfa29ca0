import { Redis } from 'ioredis';

/**
 * A connection to the state Redis that fails fast: nothing waits for a Redis that is away, because nothing
 * that must be right rests on it. Reconnects by itself for ever, at most a second apart.
 */
export function createRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    connectTimeout: 1_000,
    // Longer than an event loop's stall under a burst, or a healthy Redis would count as away.
    commandTimeout: 250,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
    enableAutoPipelining: true,
  });
  redis.on('error', onError);
  return redis;
}
