import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { firstPage } from '../cache/kinds.ts';
import type { NumberedEvents } from '../realtime/numbered.ts';
import { Event, EventList, EventListQuery, EventParams, SeatMap } from '../schemas/events.ts';
import { problemAnswers } from '../schemas/shared.ts';

const usualPage = '50';

export interface EventsOptions {
  events: NumberedEvents;
}

/** What is on sale, and each event's seats. Open to everyone. */
export const eventRoutes: FastifyPluginAsyncTypebox<EventsOptions> = async (app, { events }) => {
  app.get(
    '/api/events',
    { schema: { querystring: EventListQuery, response: { 200: EventList, ...problemAnswers } } },
    async (request, reply) => {
      const { limit = usualPage, after = '0' } = request.query;
      const isFirst = limit === usualPage && after === '0';
      return reply.fromCache('event-list', isFirst ? firstPage : null, () =>
        events.list(Number(limit), after),
      );
    },
  );

  app.get(
    '/api/events/:eventId',
    { schema: { params: EventParams, response: { 200: Event, ...problemAnswers } } },
    async ({ params: { eventId } }, reply) => reply.fromCache('event', eventId, () => events.byId(eventId)),
  );

  app.get(
    '/api/events/:eventId/seats',
    { schema: { params: EventParams, response: { 200: SeatMap, ...problemAnswers } } },
    async ({ params: { eventId } }, reply) =>
      reply.fromCache('seat-map', eventId, () => events.seats(eventId)),
  );
};
