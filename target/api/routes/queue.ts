import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { WaitingRoom } from '../domain/queueing.ts';
import { EventParams } from '../schemas/events.ts';
import { Left, QueuePlace, TicketHeader } from '../schemas/queue.ts';
import { problemAnswers } from '../schemas/shared.ts';
import { answerOutcome } from './answer.ts';

export interface QueueOptions {
  waitingRoom: WaitingRoom;
}

/** Joining the line in front of an event, asking for one's place, and giving it up. All are idempotent. */
export const queueRoutes: FastifyPluginAsyncTypebox<QueueOptions> = async (app, { waitingRoom }) => {
  const common = { onRequest: app.authenticate };
  const schema = { security: [{ bearer: [] }], params: EventParams };
  const ofPlace = { ...schema, headers: TicketHeader, response: { 200: QueuePlace, ...problemAnswers } };

  app.post('/api/queue/:eventId/join', { ...common, schema: ofPlace }, async (request, reply) => {
    const { eventId } = request.params;
    const ticket = request.headers['queue-ticket'] ?? null;
    const outcome = await waitingRoom.join(eventId, request.user.sub, ticket);
    return answerOutcome(reply, 'queue-join', outcome);
  });

  app.get('/api/queue/:eventId/status', { ...common, schema: ofPlace }, async (request, reply) => {
    const { eventId } = request.params;
    const ticket = request.headers['queue-ticket'] ?? null;
    const outcome = await waitingRoom.status(eventId, request.user.sub, ticket);
    return answerOutcome(reply, 'queue-status', outcome);
  });

  app.delete(
    '/api/queue/:eventId',
    { ...common, schema: { ...schema, response: { 200: Left, ...problemAnswers } } },
    async (request, reply) => {
      const outcome = await waitingRoom.leave(request.params.eventId, request.user.sub);
      return answerOutcome(reply, 'queue-leave', outcome);
    },
  );
};
