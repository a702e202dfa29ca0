import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { firstPage } from '../cache/kinds.ts';
import { requireAdmin } from '../plugins/admin.ts';
import { sendProblem } from '../plugins/problems.ts';
import type { Answers } from '../repositories/answers.ts';
import type { Events } from '../repositories/events.ts';
import type { TicketEvents } from '../repositories/ticket-events.ts';
import { EventList, EventListQuery } from '../schemas/events.ts';
import { IdempotencyHeaders, problemAnswers } from '../schemas/shared.ts';
import {
  EditedTicketEvent,
  NewTicketEvent,
  TicketEvent,
  TicketEventParams,
} from '../schemas/ticket-events.ts';
import { answerOutcome, rememberOf } from './answer.ts';

const usualPage = '50';

export interface TicketEventsOptions {
  events: Pick<Events, 'list'>;
  ticketEvents: Pick<TicketEvents, 'byId' | 'create' | 'edit'>;
  answers: Pick<Answers, 'settle'>;
}

/** What is on sale, for everyone; making and editing it, for administrators. */
export const ticketEventRoutes: FastifyPluginAsyncTypebox<TicketEventsOptions> = async (app, options) => {
  const { events, ticketEvents, answers } = options;
  const asAdmin = { onRequest: [app.authenticate, requireAdmin] };
  const mutation = { security: [{ bearer: [] }], headers: IdempotencyHeaders };

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
    '/api/events/:id',
    { schema: { params: TicketEventParams, response: { 200: TicketEvent, ...problemAnswers } } },
    async ({ params: { id } }, reply) => reply.fromCache('event', id, () => ticketEvents.byId(id)),
  );

  app.post(
    '/api/events',
    {
      ...asAdmin,
      schema: { ...mutation, body: NewTicketEvent, response: { 201: TicketEvent, ...problemAnswers } },
    },
    async (request, reply) => {
      const userId = request.user.sub;
      const event = request.body;
      const remember = rememberOf(request, ['create-event', inOneForm(event)]);
      const outcome = await answers.settle({ userId, remember, status: 201 }, () =>
        ticketEvents.create({ userId, event, remember }),
      );
      return answerOutcome(reply, 'create-event', outcome);
    },
  );

  app.put(
    '/api/events/:id',
    {
      ...asAdmin,
      schema: {
        ...mutation,
        params: TicketEventParams,
        body: EditedTicketEvent,
        response: { 200: TicketEvent, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const userId = request.user.sub;
      const { id } = request.params;
      const event = request.body;
      if (namesTwice(event.ticketTypes)) {
        const detail = 'ticketTypes: no two may have the same id';
        return sendProblem(reply, 'invalid_request', { field: 'ticketTypes', detail });
      }
      const remember = rememberOf(request, ['edit-event', id, inOneForm(event)]);
      const outcome = await answers.settle({ userId, remember, status: 200 }, () =>
        ticketEvents.edit(id, { userId, event, remember }),
      );
      return answerOutcome(reply, 'edit-event', outcome);
    },
  );
};

function namesTwice(types: readonly { id?: string }[]): boolean {
  const ids = types.flatMap(({ id }) => id ?? []);
  return new Set(ids).size < ids.length;
}

/** As JSON whose objects have their keys in order. */
function inOneForm(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
