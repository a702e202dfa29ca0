import { away } from '../redis/guard.ts';
import type { Events, SeatMap } from '../repositories/events.ts';
import type { Line } from './line.ts';
import { noPlace } from './messages.ts';

/** What is on sale, with seat maps that say of which number of the event's line they are. */
export type NumberedEvents = Pick<Events, 'list' | 'byId'> & {
  seats(eventId: string): Promise<SeatMap | null>;
};

/**
 * Numbers the seat maps. The number is read before the seats: what is told was committed before, so that seats
 * which are read later have all of it. Read after them, it would also cover what was committed and told in
 * between, and whoever has the map would take it for known. While Redis is away, or before
 * anybody watches the event, there is no number.
 */
export function numbered(
  events: Pick<Events, 'list' | 'byId' | 'seats'>,
  line: Pick<Line, 'look'>,
): NumberedEvents {
  return {
    list: (limit, after) => events.list(limit, after),
    byId: (eventId) => events.byId(eventId),
    async seats(eventId) {
      const stood = await line.look(eventId);
      const map = await events.seats(eventId);
      if (map === null) return null;
      return { eventId, ...(stood === away ? noPlace : (stood ?? noPlace)), seats: map.seats };
    },
  };
}
