import type { FastifyInstance } from 'fastify';
import type { Parts } from '../app.ts';
import { eventRoutes } from './events.ts';
import { matchTicketRoutes } from './match-tickets.ts';
import { matchRoutes } from './matches.ts';
import { queueRoutes } from './queue.ts';
import { reservationRoutes } from './reservations.ts';
import { seatRoutes } from './seats.ts';
import { ticketEventRoutes } from './ticket-events.ts';
import { ticketReservationRoutes } from './ticket-reservations.ts';

/** What an instance of a dialect serves beside what all do. */
interface Dialect {
  /** Registers the routes that sell. */
  serve(app: FastifyInstance, parts: Parts): Promise<void>;
  /** A request that is nobody's and can only be refused: to be rehearsed with. The ids are no one's. */
  rehearsal(ids: { event: string; resource: string }): { path: string; body: object };
}

/** Every dialect by the name that `API_DIALECT` takes. */
export const dialects = {
  seats: {
    async serve(app, parts) {
      await app.register(eventRoutes, { events: parts.events });
      await app.register(queueRoutes, { waitingRoom: parts.queue.waitingRoom });
      await app.register(seatRoutes, parts);
      await app.register(reservationRoutes, parts);
    },
    rehearsal: ({ event, resource }) => ({
      path: '/api/seats/lock',
      body: { eventId: event, seatIds: [resource] },
    }),
  },
  matches: {
    async serve(app, parts) {
      await app.register(matchRoutes, { matches: parts.matches, events: parts.events });
      await app.register(matchTicketRoutes, parts);
    },
    rehearsal: ({ event, resource }) => ({
      path: '/api/tickets/hold',
      body: { matchId: event, seatIds: [resource] },
    }),
  },
  quantity: {
    async serve(app, parts) {
      await app.register(ticketEventRoutes, parts);
      await app.register(ticketReservationRoutes, parts);
    },
    rehearsal: ({ event, resource }) => ({
      path: `/api/events/${event}/reservations`,
      body: { quantity: 1, ticketTypeId: resource },
    }),
  },
} satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;
