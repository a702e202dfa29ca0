import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** RFC 9457, as the API's own. */
export function problem(reply: FastifyReply, status: number, told: { code: string; detail: string }) {
  const { code, detail } = told;
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `urn:onsale:provider:${code}`, title: code.replaceAll('_', ' '), status, detail, code });
}

/** Answers what a route or its schema threw. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error({ err: error }, 'unexpected error');
  const code = status < 500 ? 'invalid_request' : 'internal';
  return problem(reply, status, { code, detail: error.message });
}

/** Answers a route that is not there. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply) {
  return problem(reply, 404, { code: 'route_not_found', detail: request.url });
}
