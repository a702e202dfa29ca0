import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { firstPage } from '../cache/kinds.ts';
import type { Events } from '../repositories/events.ts';
import type { Matches } from '../repositories/matches.ts';
import { Match, MatchList, MatchListQuery, MatchParams, MatchSeatMap } from '../schemas/matches.ts';
import { problemAnswers } from '../schemas/shared.ts';

const usualPage = '50';

export interface MatchesOptions {
  matches: Pick<Matches, 'list' | 'byId'>;
  events: Pick<Events, 'seats'>;
}

/** The matches on sale, and each one's seats. Open to everyone. */
export const matchRoutes: FastifyPluginAsyncTypebox<MatchesOptions> = async (app, { matches, events }) => {
  app.get(
    '/api/matches',
    { schema: { querystring: MatchListQuery, response: { 200: MatchList, ...problemAnswers } } },
    async (request, reply) => {
      const { limit = usualPage, after = '0' } = request.query;
      const isFirst = limit === usualPage && after === '0';
      return reply.fromCache('event-list', isFirst ? firstPage : null, () =>
        matches.list(Number(limit), after),
      );
    },
  );

  app.get(
    '/api/matches/:matchId',
    { schema: { params: MatchParams, response: { 200: Match, ...problemAnswers } } },
    async ({ params: { matchId } }, reply) => reply.fromCache('event', matchId, () => matches.byId(matchId)),
  );

  app.get(
    '/api/matches/:matchId/seats',
    { schema: { params: MatchParams, response: { 200: MatchSeatMap, ...problemAnswers } } },
    async ({ params: { matchId } }, reply) =>
      reply.fromCache('seat-map', matchId, async () => {
        const map = await events.seats(matchId);
        return map && { matchId, seats: map.seats };
      }),
  );
};
