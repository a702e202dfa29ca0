import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Hold, SeatStrategy } from '../domain/holding.ts';
import type { Cancellation, Reservation } from '../domain/ordering.ts';
import type { Outcome } from '../domain/outcome.ts';
import { type BookAtOnceParts, createBookAtOnce } from '../orders/book-at-once.ts';
import type { Booking } from '../orders/booking.ts';
import {
  BookingChosen,
  MatchBooking,
  MatchCancellation,
  MatchHold,
  MatchPurchase,
  MatchSelection,
} from '../schemas/matches.ts';
import { IdempotencyHeaders, problemAnswers } from '../schemas/shared.ts';
import { answerOutcome, inIdOrder, rememberOf } from './answer.ts';

export interface MatchTicketsOptions extends BookAtOnceParts {
  strategy: SeatStrategy;
  booking: Booking;
}

/** Hold, book and cancel seats of a match. What is remembered of them is what every dialect remembers. */
export const matchTicketRoutes: FastifyPluginAsyncTypebox<MatchTicketsOptions> = async (app, options) => {
  const { strategy, booking, answers } = options;
  const bookAtOnce = createBookAtOnce(options);
  const common = { onRequest: app.authenticate };
  const schema = { security: [{ bearer: [] }], headers: IdempotencyHeaders };

  app.post(
    '/api/tickets/hold',
    {
      ...common,
      schema: { ...schema, body: MatchSelection, response: { 200: MatchHold, ...problemAnswers } },
    },
    async (request, reply) => {
      const userId = request.user.sub;
      const { matchId } = request.body;
      const seatIds = inIdOrder(request.body.seatIds);
      const remember = rememberOf(request, ['hold', matchId, ...seatIds]);
      const outcome = await answers.settle({ userId, remember, status: 200 }, () =>
        strategy.hold({ userId, eventId: matchId, seatIds, remember }),
      );
      return answerOutcome(reply, 'hold', saidAs(outcome, holdOf));
    },
  );

  app.post(
    '/api/tickets/book',
    {
      ...common,
      schema: { ...schema, body: MatchPurchase, response: { 200: MatchBooking, ...problemAnswers } },
    },
    async (request, reply) => {
      const userId = request.user.sub;
      const { matchId, method = 'card' } = request.body;
      const seatIds = inIdOrder(request.body.seatIds);
      const remember = rememberOf(request, ['book', matchId, method, ...seatIds]);
      const outcome = await answers.settle({ userId, remember, status: 200 }, () =>
        bookAtOnce({ userId, eventId: matchId, seatIds, remember }, method),
      );
      return answerOutcome(reply, 'book', saidAs(outcome, bookingOf));
    },
  );

  app.post(
    '/api/tickets/cancel',
    {
      ...common,
      schema: { ...schema, body: BookingChosen, response: { 200: MatchCancellation, ...problemAnswers } },
    },
    async (request, reply) => {
      const asked = { userId: request.user.sub, orderId: request.body.bookingId };
      const remember = rememberOf(request, ['cancel', asked.orderId]);
      const outcome = await answers.settle({ userId: asked.userId, remember, status: 200 }, () =>
        booking.cancel({ ...asked, remember }),
      );
      return answerOutcome(reply, 'cancel', saidAs(outcome, cancellationOf));
    },
  );
};

/** The same outcome in this dialect's words, whether it is a first answer or one that is given again. */
function saidAs<Answer>(outcome: Outcome<Answer>, inWords: (answer: Answer) => object): Outcome<object> {
  return outcome.kind === 'done' ? { ...outcome, answer: inWords(outcome.answer) } : outcome;
}

function holdOf({ eventId, ...hold }: Hold): object {
  return { matchId: eventId, ...hold };
}

function bookingOf({ id, eventId, ...order }: Reservation): object {
  return { bookingId: id, matchId: eventId, ...order };
}

function cancellationOf(cancelled: Cancellation): object {
  return { ...bookingOf(cancelled), refunded: cancelled.refunded };
}
