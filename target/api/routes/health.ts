import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { sendProblem } from '../plugins/problems.ts';
import { problemAnswers } from '../schemas/shared.ts';

const Health = Type.Object({ status: Type.Literal('ok'), instance: Type.String() });
const Ready = Type.Object({ status: Type.Literal('ready') });

export interface HealthOptions {
  instance: string;
  /** Null when traffic may come; else what is missing. Throws Unavailable when PostgreSQL does not answer. */
  notReady: () => Promise<string | null>;
}

/** `/health`: the process is up. `/ready`: it may take traffic; Redis may be away. */
export const healthRoutes: FastifyPluginAsyncTypebox<HealthOptions> = async (app, { instance, notReady }) => {
  for (const path of ['/health', '/api/health'] as const) {
    app.get(path, { schema: { response: { 200: Health } } }, async () => ({
      status: 'ok' as const,
      instance,
    }));
  }

  app.get('/ready', { schema: { response: { 200: Ready, ...problemAnswers } } }, async (_request, reply) => {
    const missing = await notReady();
    if (missing !== null) return sendProblem(reply, 'unavailable', { detail: missing });
    return { status: 'ready' as const };
  });
};
