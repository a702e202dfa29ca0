import type { HoldRequest, Released, SeatStrategy } from './domain/holding.ts';
import type { Attempt } from './domain/outcome.ts';
import { type SeatChanges, type SeatStatus, seatsNow } from './domain/seat-changes.ts';
import type { Booking } from './orders/booking.ts';

/** The parts at whose hands a seat changes. */
export interface Sellers {
  strategy: SeatStrategy;
  releases: { release(request: HoldRequest): Promise<Attempt<Released>> };
  booking: Booking;
}

/**
 * The same parts, who tell of each change they made. Whatever the parts are and whichever routes ask them,
 * it is told here and nowhere else. A first answer that is given again changed nothing and is not told.
 */
export function telling({ strategy, releases, booking }: Sellers, seatChanges: SeatChanges): Sellers {
  function tell(eventId: string, status: SeatStatus, seatIds: readonly string[]): void {
    if (seatIds.length > 0) seatChanges.changed(eventId, seatsNow(status, seatIds));
  }

  return {
    strategy: {
      name: strategy.name,
      async hold(request) {
        const attempt = await strategy.hold(request);
        if (attempt.kind === 'done') tell(attempt.answer.eventId, 'held', attempt.answer.seatIds);
        return attempt;
      },
    },
    releases: {
      async release(request) {
        const attempt = await releases.release(request);
        if (attempt.kind === 'done') tell(attempt.answer.eventId, 'available', attempt.answer.released);
        return attempt;
      },
    },
    booking: {
      async confirm(request, method) {
        const attempt = await booking.confirm(request, method);
        if (attempt.kind === 'done') tell(attempt.answer.eventId, 'booked', attempt.answer.seatIds);
        return attempt;
      },
      async cancel(request) {
        const attempt = await booking.cancel(request);
        if (attempt.kind === 'done') tell(attempt.answer.eventId, 'available', attempt.answer.seatIds);
        return attempt;
      },
    },
  };
}
