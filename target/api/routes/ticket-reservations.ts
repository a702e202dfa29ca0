import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sendProblem } from '../plugins/problems.ts';
import type { Answers } from '../repositories/answers.ts';
import { ReservationParams } from '../schemas/reservations.ts';
import { IdempotencyHeaders, problemAnswers } from '../schemas/shared.ts';
import { TicketEventParams } from '../schemas/ticket-events.ts';
import { TicketCancellation, TicketOrder, TicketReservation } from '../schemas/ticket-reservations.ts';
import type { TicketSales } from '../tickets/sales.ts';
import { answerOutcome, rememberOf } from './answer.ts';

export interface TicketReservationsOptions {
  ticketSales: TicketSales;
  answers: Pick<Answers, 'settle'>;
}

/** Tickets of an event by number: taken and paid for at once, looked at, and given back. */
export const ticketReservationRoutes: FastifyPluginAsyncTypebox<TicketReservationsOptions> = async (
  app,
  { ticketSales, answers },
) => {
  const common = { onRequest: app.authenticate };
  const security = [{ bearer: [] }];
  const mutation = { security, headers: IdempotencyHeaders };

  app.post(
    '/api/events/:id/reservations',
    {
      ...common,
      schema: {
        ...mutation,
        params: TicketEventParams,
        body: TicketOrder,
        response: { 201: TicketReservation, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const userId = request.user.sub;
      const eventId = request.params.id;
      const { quantity, ticketTypeId = null, method = 'card' } = request.body;
      const asked = ['reserve', eventId, ticketTypeId ?? '', String(quantity), method];
      const remember = rememberOf(request, asked);
      const outcome = await answers.settle({ userId, remember, status: 201 }, () =>
        ticketSales.reserve({ userId, eventId, ticketTypeId, quantity, remember }, method),
      );
      if (outcome.kind === 'refused' && outcome.code === 'ticket_type_needed') {
        app.countOperation('book', outcome.code);
        return sendProblem(reply, outcome.code, { field: 'ticketTypeId' });
      }
      return answerOutcome(reply, 'book', outcome);
    },
  );

  app.get(
    '/api/reservations/:id',
    {
      ...common,
      schema: {
        security,
        params: ReservationParams,
        response: { 200: TicketReservation, ...problemAnswers },
      },
    },
    async (request, reply) =>
      (await ticketSales.find(request.user.sub, request.params.id)) ?? sendProblem(reply, 'order_not_found'),
  );

  app.delete(
    '/api/reservations/:id',
    {
      ...common,
      schema: {
        ...mutation,
        params: ReservationParams,
        response: { 200: TicketCancellation, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const asked = { userId: request.user.sub, orderId: request.params.id };
      const remember = rememberOf(request, ['cancel', asked.orderId]);
      const outcome = await answers.settle({ userId: asked.userId, remember, status: 200 }, () =>
        ticketSales.cancel({ ...asked, remember }),
      );
      return answerOutcome(reply, 'cancel', outcome);
    },
  );
};
