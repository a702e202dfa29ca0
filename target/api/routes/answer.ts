import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome, Remember } from '../domain/outcome.ts';
import { sendProblem } from '../plugins/problems.ts';

/** Answers with what an operation came to, and counts it. */
export function answerOutcome(
  reply: FastifyReply,
  operation: string,
  outcome: Outcome<unknown>,
): FastifyReply {
  if (outcome.kind === 'refused') {
    reply.server.countOperation(operation, outcome.code);
    return sendProblem(reply, outcome.code);
  }
  reply.server.countOperation(operation, outcome.replayed ? 'replayed' : 'done');
  if (outcome.replayed) reply.header('idempotency-replayed', 'true');
  return reply.code(outcome.status).send(outcome.answer);
}

/**
 * The buyer's key with what is asked under it. `parts` say everything that makes this request this one, in a
 * fixed order, so that neither key order nor spelling of JSON matters.
 */
export function rememberOf(request: FastifyRequest, parts: readonly string[]): Remember | null {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' ? { key, fingerprint: parts.join(' ') } : null;
}

/** Seats in id order: ids are decimal strings without leading zeros. */
export function inIdOrder(seatIds: readonly string[]): string[] {
  return seatIds.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
