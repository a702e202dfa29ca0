import type { WaitingRoom } from '../domain/queueing.ts';
import type { Booking } from '../orders/booking.ts';

/** The same booking, whose purchases end the buyer's turn. */
export function endingTurns(booking: Booking, room: Pick<WaitingRoom, 'bought'>): Booking {
  return {
    async confirm(request, method) {
      const attempt = await booking.confirm(request, method);
      if (attempt.kind === 'done') await room.bought(attempt.answer.eventId, request.userId);
      return attempt;
    },
    cancel: (request) => booking.cancel(request),
  };
}
