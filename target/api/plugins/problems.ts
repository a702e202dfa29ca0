import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Contended, OutcomeUnknown, Unavailable, UnknownUser, UnstorableText } from '../domain/outages.ts';
import { type ProblemCode, type ProblemExtras, problemOf, problems } from '../domain/problems.ts';

/** Answers with an RFC 9457 problem document, and `Retry-After` where repeating makes sense. */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  extras: ProblemExtras = {},
): FastifyReply {
  const problem: { status: number; retryAfterSeconds?: number } = problems[code];
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  return reply.code(problem.status).type('application/problem+json').send(problemOf(code, extras));
}

/** Where validation failed, in the caller's words: `seatIds.0`, `eventId`, `idempotency-key`. */
function invalid(error: FastifyError): ProblemExtras {
  const [first] = error.validation ?? [];
  const params = (first?.params ?? {}) as Record<string, unknown>;
  const missing = params.missingProperty ?? params.additionalProperty;
  const path = (first?.instancePath ?? '').split('/').slice(1);
  if (typeof missing === 'string') path.push(missing);
  const field = path.join('.') || (error.validationContext ?? 'body');
  return { field, detail: `${field}: ${first?.message ?? error.message}` };
}

/** Errors by the code that Fastify and its JWT plugin give them. */
function codeOf(error: FastifyError): ProblemCode {
  if (error instanceof Unavailable) return 'unavailable';
  if (error instanceof OutcomeUnknown) return 'outcome_unknown';
  if (error instanceof Contended) return 'busy';
  if (error instanceof UnknownUser) return 'unauthorized';
  if (error instanceof UnstorableText || error.validation) return 'invalid_request';
  if (error.statusCode === 401) return 'unauthorized';
  if (error.statusCode === 413) return 'body_too_large';
  if (error.statusCode === 414) return 'url_too_long';
  if (error.statusCode === 415) return 'unsupported_media_type';
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return 'invalid_request';
  }
  return 'internal';
}

/** Answers with the problem that an error comes to. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = codeOf(error);
  if (code === 'internal') request.log.error({ err: error }, 'unexpected error');
  else if (problems[code].status >= 500) request.log.warn({ err: error }, code);
  if (code === 'internal') return sendProblem(reply, code);
  if (error.validation) return sendProblem(reply, code, invalid(error));
  if (code === 'invalid_request') {
    const field = error.code === 'FST_ERR_BAD_URL' ? 'url' : 'body';
    return sendProblem(reply, code, { field, detail: error.message });
  }
  return sendProblem(reply, code, { detail: error.message });
}

/** Every error and every unknown route ends as a problem document. */
export const problemsPlugin = fastifyPlugin(
  async (app: FastifyInstance) => {
    app.setErrorHandler(answerError);
    app.setNotFoundHandler((request, reply) =>
      sendProblem(reply, 'route_not_found', {
        detail: `${request.method} ${request.url} is not served here`,
      }),
    );
  },
  { name: 'problems' },
);
