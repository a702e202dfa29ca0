import { setTimeout as pause } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyError, type FastifyReply, fastify, LogController } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Entry, Ledger } from './ledger.ts';

const Key = Type.String({ minLength: 1, maxLength: 200 });
const closed = { additionalProperties: false };
const Charge = Type.Object({ key: Key, amount: Type.Integer({ minimum: 0 }) }, closed);
const Refund = Type.Object({ key: Key }, closed);

/** How the provider misbehaves: `delayMs` before it answers, refusing every new charge, charging in silence. */
const Behaviour = Type.Object(
  {
    delayMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
    refuse: Type.Boolean(),
    silent: Type.Boolean({ description: 'does what is asked, then closes the connection without an answer' }),
  },
  closed,
);
type Behaviour = Static<typeof Behaviour>;

export interface ProviderOptions {
  ledger: Ledger;
  /** Allows `DELETE /ledger` and `PUT /behaviour`. */
  operator: boolean;
  logLevel: string;
}

const wellBehaved: Behaviour = { delayMs: 0, refuse: false, silent: false };

/** RFC 9457, as the API's own. */
function problem(reply: FastifyReply, status: number, code: string, detail: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `urn:onsale:provider:${code}`, title: code.replaceAll('_', ' '), status, detail, code });
}

/**
 * The payment provider: charges and refunds, both idempotent by key, whatever the order in which they
 * arrive. A key charged again with another amount is refused with 422.
 */
export function buildProvider({ ledger, operator, logLevel }: ProviderOptions) {
  const app = fastify({
    logger: { level: logLevel, name: 'provider' },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  let behaviour = wellBehaved;

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'unexpected error');
    return problem(reply, status, status < 500 ? 'invalid_request' : 'internal', error.message);
  });
  app.setNotFoundHandler((request, reply) => problem(reply, 404, 'route_not_found', request.url));

  async function answer(reply: FastifyReply, entry: Entry): Promise<FastifyReply> {
    // Another request may have recorded it, and be writing still.
    await ledger.written();
    const { delayMs, silent } = behaviour;
    if (delayMs > 0) await pause(delayMs);
    if (silent) {
      reply.hijack();
      reply.raw.destroy();
      return reply;
    }
    if (entry.state === 'refused') return problem(reply, 402, 'refused', `${entry.key} was refused`);
    return reply.send(entry);
  }

  app.post('/charges', { schema: { body: Charge } }, async (request, reply) => {
    const { key, amount } = request.body;
    const known = ledger.find(key);
    if (known === null) {
      const entry: Entry = { key, amount, state: behaviour.refuse ? 'refused' : 'charged' };
      await ledger.record(entry);
      return answer(reply, entry);
    }
    if (known.state === 'void' || known.state === 'refunded') {
      return problem(reply, 409, 'given_back', `${key} is ${known.state} and cannot be charged`);
    }
    if (known.amount !== amount) {
      return problem(reply, 422, 'amount_differs', `${key} is known with ${known.amount}, not ${amount}`);
    }
    return answer(reply, known);
  });

  app.post('/refunds', { schema: { body: Refund } }, async (request, reply) => {
    const known = ledger.find(request.body.key);
    const entry: Entry =
      known?.state === 'charged' || known?.state === 'refunded'
        ? { ...known, state: 'refunded' }
        : { key: request.body.key, amount: known?.amount ?? 0, state: 'void' };
    if (known?.state !== entry.state) await ledger.record(entry);
    return answer(reply, entry);
  });

  app.get(
    '/charges/:key',
    { schema: { params: Type.Object({ key: Key }) } },
    async (request, reply) =>
      ledger.find(request.params.key) ?? problem(reply, 404, 'not_found', `no charge ${request.params.key}`),
  );

  app.get('/ledger', async () => ({ charges: ledger.moved() }));
  app.get('/health', async () => ({ status: 'ok' }));

  const forbidden = (reply: FastifyReply) =>
    problem(reply, 403, 'operator_only', 'start the provider with ALLOW_RESET=on to allow this');
  app.delete('/ledger', async (_request, reply) => {
    if (!operator) return forbidden(reply);
    await ledger.reset();
    return reply.code(204).send();
  });
  app.put('/behaviour', { schema: { body: Type.Partial(Behaviour, closed) } }, async (request, reply) => {
    if (!operator) return forbidden(reply);
    behaviour = { ...wellBehaved, ...request.body };
    return behaviour;
  });
  return app;
}
