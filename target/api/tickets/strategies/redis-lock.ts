import type { TicketRequest, TicketStrategy } from '../../domain/ticketing.ts';
import type { EventLock } from '../../strategies/event-lock.ts';

/** One lock per event serialises all its buyers; who does not get it in time is told to come back (`busy`). */
export function redisLock(inner: TicketStrategy, lock: EventLock): TicketStrategy {
  return {
    name: 'redis-lock',
    take: (request: TicketRequest) => lock(request.eventId, () => inner.take(request)),
  };
}
