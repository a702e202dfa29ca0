import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import type { EventLock } from './event-lock.ts';

/** One lock per event serialises all its buyers; who does not get it in time is told to come back (`busy`). */
export function redisLock(inner: SeatStrategy, lock: EventLock): SeatStrategy {
  return {
    name: 'redis-lock',
    hold: (request: HoldRequest) => lock(request.eventId, () => inner.hold(request)),
  };
}
