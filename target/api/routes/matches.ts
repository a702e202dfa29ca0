import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sendProblem } from '../plugins/problems.ts';
import type { Events } from '../repositories/events.ts';
import type { Matches } from '../repositories/matches.ts';
import { Match, MatchList, MatchListQuery, MatchParams, MatchSeatMap } from '../schemas/matches.ts';
import { problemAnswers } from '../schemas/shared.ts';

const pageSize = 50;

export interface MatchesOptions {
  matches: Pick<Matches, 'list' | 'byId'>;
  events: Pick<Events, 'seats'>;
}

/** The matches on sale, and each one's seats. Open to everyone. */
export const matchRoutes: FastifyPluginAsyncTypebox<MatchesOptions> = async (app, { matches, events }) => {
  app.get(
    '/api/matches',
    { schema: { querystring: MatchListQuery, response: { 200: MatchList, ...problemAnswers } } },
    async (request) => {
      const { limit, after } = request.query;
      return matches.list(limit === undefined ? pageSize : Number(limit), after ?? '0');
    },
  );

  app.get(
    '/api/matches/:matchId',
    { schema: { params: MatchParams, response: { 200: Match, ...problemAnswers } } },
    async (request, reply) =>
      (await matches.byId(request.params.matchId)) ?? sendProblem(reply, 'event_not_found'),
  );

  app.get(
    '/api/matches/:matchId/seats',
    { schema: { params: MatchParams, response: { 200: MatchSeatMap, ...problemAnswers } } },
    async (request, reply) => {
      const { matchId } = request.params;
      const map = await events.seats(matchId);
      return map === null ? sendProblem(reply, 'event_not_found') : { matchId, seats: map.seats };
    },
  );
};
