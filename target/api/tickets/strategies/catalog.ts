import { violates } from '../../database/outage.ts';
import type { TicketRequest, TicketStrategy } from '../../domain/ticketing.ts';
import type { StrategyName, StrategyParts } from '../../strategies/catalog.ts';
import { createEventLock } from '../../strategies/event-lock.ts';
import { advisoryLock } from './advisory-lock.ts';
import { atomicUpdate } from './atomic-update.ts';
import { batch } from './batch.ts';
import { optimistic } from './optimistic.ts';
import { redisLock } from './redis-lock.ts';
import { rowLock } from './row-lock.ts';

/** Every strategy by the name that it has for seats too. */
export const ticketStrategies = {
  'row-lock': ({ database }) => rowLock(database),
  'atomic-update': ({ database }) => atomicUpdate(database),
  'redis-lock': ({ database, redis, guard }) =>
    redisLock(atomicUpdate(database), createEventLock(redis, guard, database.contention)),
  'advisory-lock': ({ database }) => advisoryLock(database),
  optimistic: ({ database }) => optimistic(database),
  batch: ({ database }) => batch(database),
} satisfies Record<StrategyName, (parts: StrategyParts) => TicketStrategy>;

/**
 * The same strategy, for a key that is used by two requests at one instant: neither saw the other's order, the
 * later one's was refused by the key, and on another try it finds it.
 */
export function onceAKey(inner: TicketStrategy): TicketStrategy {
  return {
    name: inner.name,
    async take(request: TicketRequest) {
      try {
        return await inner.take(request);
      } catch (error) {
        if (!violates(error, 'orders_one_per_key')) throw error;
        return inner.take(request);
      }
    },
  };
}
