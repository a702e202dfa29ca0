import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { HoldRequest, Released as ReleasedSeats, SeatStrategy, SeatsFreed } from '../domain/holding.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { WaitingRoom } from '../domain/queueing.ts';
import type { Answers } from '../repositories/answers.ts';
import { PassHeader } from '../schemas/queue.ts';
import { Hold, Released, Selection } from '../schemas/seats.ts';
import { IdempotencyHeaders, problemAnswers } from '../schemas/shared.ts';
import { answerOutcome, inIdOrder, rememberOf } from './answer.ts';

export interface SeatsOptions {
  strategy: SeatStrategy;
  releases: { release(request: HoldRequest): Promise<Attempt<ReleasedSeats>> };
  seatsFreed: SeatsFreed;
  answers: Pick<Answers, 'settle'>;
  queue: { waitingRoom: Pick<WaitingRoom, 'mayHold'> };
}

/** Hold and release a selection of 1 to 4 seats. */
export const seatRoutes: FastifyPluginAsyncTypebox<SeatsOptions> = async (app, options) => {
  const { strategy, releases, seatsFreed, answers } = options;
  const { waitingRoom } = options.queue;
  const common = { onRequest: app.authenticate };
  const schema = { security: [{ bearer: [] }], headers: IdempotencyHeaders, body: Selection };
  const withPass = Type.Object({ ...IdempotencyHeaders.properties, ...PassHeader.properties });

  app.post(
    '/api/seats/lock',
    { ...common, schema: { ...schema, headers: withPass, response: { 200: Hold, ...problemAnswers } } },
    async (request, reply) => {
      const userId = request.user.sub;
      const { eventId } = request.body;
      // Also before a first answer is given again: whoever is not in costs PostgreSQL nothing.
      if (!(await waitingRoom.mayHold(eventId, userId, request.headers['queue-pass'] ?? null))) {
        return answerOutcome(reply, 'hold', { kind: 'refused', code: 'not_admitted' });
      }
      const seatIds = inIdOrder(request.body.seatIds);
      const remember = rememberOf(request, ['hold', eventId, ...seatIds]);
      const outcome = await answers.settle({ userId, remember, status: 200 }, () =>
        strategy.hold({ userId, eventId, seatIds, remember }),
      );
      return answerOutcome(reply, 'hold', outcome);
    },
  );

  app.delete(
    '/api/seats/lock',
    { ...common, schema: { ...schema, response: { 200: Released, ...problemAnswers } } },
    async (request, reply) => {
      const userId = request.user.sub;
      const { eventId } = request.body;
      const seatIds = inIdOrder(request.body.seatIds);
      const remember = rememberOf(request, ['release', eventId, ...seatIds]);
      const outcome = await answers.settle({ userId, remember, status: 200 }, () =>
        releases.release({ userId, eventId, seatIds, remember }),
      );
      if (outcome.kind === 'done' && !outcome.replayed) await seatsFreed(userId, outcome.answer.released);
      return answerOutcome(reply, 'release', outcome);
    },
  );
};
