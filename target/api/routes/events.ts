import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sendProblem } from '../plugins/problems.ts';
import type { NumberedEvents } from '../realtime/numbered.ts';
import { Event, EventList, EventListQuery, EventParams, SeatMap } from '../schemas/events.ts';
import { problemAnswers } from '../schemas/shared.ts';

const pageSize = 50;

export interface EventsOptions {
  events: NumberedEvents;
}

/** What is on sale, and each event's seats. Open to everyone. */
export const eventRoutes: FastifyPluginAsyncTypebox<EventsOptions> = async (app, { events }) => {
  app.get(
    '/api/events',
    { schema: { querystring: EventListQuery, response: { 200: EventList, ...problemAnswers } } },
    async (request) => {
      const { limit, after } = request.query;
      return events.list(limit === undefined ? pageSize : Number(limit), after ?? '0');
    },
  );

  app.get(
    '/api/events/:eventId',
    { schema: { params: EventParams, response: { 200: Event, ...problemAnswers } } },
    async (request, reply) =>
      (await events.byId(request.params.eventId)) ?? sendProblem(reply, 'event_not_found'),
  );

  app.get(
    '/api/events/:eventId/seats',
    { schema: { params: EventParams, response: { 200: SeatMap, ...problemAnswers } } },
    async (request, reply) =>
      (await events.seats(request.params.eventId)) ?? sendProblem(reply, 'event_not_found'),
  );
};
