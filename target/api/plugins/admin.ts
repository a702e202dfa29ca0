import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problems.ts';

/** A hook behind `authenticate`: 403 for whoever is no administrator, by the word of their token. */
export async function requireAdmin(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  return request.user.role === 'admin' ? undefined : sendProblem(reply, 'forbidden');
}
