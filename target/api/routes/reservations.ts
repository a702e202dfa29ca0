import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Booking } from '../orders/booking.ts';
import type { Orders } from '../orders/orders.ts';
import type { Answers } from '../repositories/answers.ts';
import {
  Cancellation,
  Confirm,
  Mine,
  MineQuery,
  Reservation,
  ReservationParams,
} from '../schemas/reservations.ts';
import { Selection } from '../schemas/seats.ts';
import { IdempotencyHeaders, problemAnswers } from '../schemas/shared.ts';
import { answerOutcome, inIdOrder, rememberOf } from './answer.ts';

const pageSize = 50;

export interface ReservationsOptions {
  orders: Pick<Orders, 'create' | 'list'>;
  booking: Booking;
  answers: Pick<Answers, 'settle'>;
}

/** Order, confirm, cancel, and one's own orders. */
export const reservationRoutes: FastifyPluginAsyncTypebox<ReservationsOptions> = async (app, options) => {
  const { orders, booking, answers } = options;
  const common = { onRequest: app.authenticate };
  const security = [{ bearer: [] }];

  // The sources post to both.
  for (const path of ['/api/reservations', '/api/reservations/create'] as const) {
    app.post(
      path,
      {
        ...common,
        schema: {
          security,
          headers: IdempotencyHeaders,
          body: Selection,
          response: { 201: Reservation, ...problemAnswers },
        },
      },
      async (request, reply) => {
        const userId = request.user.sub;
        const { eventId } = request.body;
        const seatIds = inIdOrder(request.body.seatIds);
        const remember = rememberOf(request, ['order', eventId, ...seatIds]);
        const outcome = await answers.settle({ userId, remember, status: 201 }, () =>
          orders.create({ userId, eventId, seatIds, remember }),
        );
        return answerOutcome(reply, 'order', outcome);
      },
    );
  }

  app.post(
    '/api/reservations/:id/confirm',
    {
      ...common,
      schema: {
        security,
        headers: IdempotencyHeaders,
        params: ReservationParams,
        body: Confirm,
        response: { 200: Reservation, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const asked = { userId: request.user.sub, orderId: request.params.id };
      const method = request.body.method ?? 'card';
      const remember = rememberOf(request, ['confirm', asked.orderId, method]);
      const outcome = await answers.settle({ userId: asked.userId, remember, status: 200 }, () =>
        booking.confirm({ ...asked, remember }, method),
      );
      return answerOutcome(reply, 'confirm', outcome);
    },
  );

  app.post(
    '/api/reservations/:id/cancel',
    {
      ...common,
      schema: {
        security,
        headers: IdempotencyHeaders,
        params: ReservationParams,
        response: { 200: Cancellation, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const asked = { userId: request.user.sub, orderId: request.params.id };
      const remember = rememberOf(request, ['cancel', asked.orderId]);
      const outcome = await answers.settle({ userId: asked.userId, remember, status: 200 }, () =>
        booking.cancel({ ...asked, remember }),
      );
      return answerOutcome(reply, 'cancel', outcome);
    },
  );

  app.get(
    '/api/reservations/mine',
    { ...common, schema: { security, querystring: MineQuery, response: { 200: Mine, ...problemAnswers } } },
    async (request) => {
      const { limit } = request.query;
      const most = limit === undefined ? pageSize : Number(limit);
      return { reservations: await orders.list(request.user.sub, most) };
    },
  );
};
