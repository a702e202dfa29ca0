import { setTimeout as pause } from 'node:timers/promises';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyReply, fastify, LogController } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Conduct } from './behaviour.ts';
import type { Entry, Ledger } from './ledger.ts';
import { answerError, answerUnknownRoute, problem } from './problem.ts';

const Key = Type.String({ minLength: 1, maxLength: 200 });
const closed = { additionalProperties: false };
const Charge = Type.Object(
  {
    key: Key,
    amount: Type.Integer({ minimum: 0 }),
    method: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  },
  closed,
);
const Refund = Type.Object({ key: Key }, closed);

export interface ProviderOptions {
  ledger: Ledger;
  conduct: Conduct;
  /** Whoever is told of new charges after the fact, so many times. */
  callbacks: { tell(entry: Entry, times: number): void };
  logLevel: string;
}

/**
 * The payment provider: charges and refunds, both idempotent by key, whatever the order in which they
 * arrive. A key charged again with another amount is refused with 422.
 */
export function buildProvider({ ledger, conduct, callbacks, logLevel }: ProviderOptions) {
  const app = fastify({
    logger: { level: logLevel, name: 'provider' },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerUnknownRoute);

  async function answer(reply: FastifyReply, entry: Entry): Promise<FastifyReply> {
    // Another request may have recorded it, and be writing still.
    await ledger.written();
    const { delayMs, silent } = conduct.now;
    if (delayMs > 0) await pause(delayMs);
    if (silent) {
      reply.hijack();
      reply.raw.destroy();
      return reply;
    }
    if (entry.state === 'refused') {
      return problem(reply, 402, { code: 'refused', detail: `${entry.key} was refused` });
    }
    return reply.send(entry);
  }

  async function decide({ key, amount, method = '' }: Static<typeof Charge>): Promise<Entry> {
    const { refuse, refuseMethods, callBacks } = conduct.now;
    const refused = refuse || refuseMethods.includes(method);
    const entry: Entry = { key, amount, state: refused ? 'refused' : 'charged' };
    await ledger.record(entry);
    callbacks.tell(entry, callBacks);
    return entry;
  }

  app.post('/charges', { schema: { body: Charge } }, async (request, reply) => {
    const { key, amount } = request.body;
    const known = ledger.find(key);
    if (known === null) return answer(reply, await decide(request.body));
    if (known.state === 'void' || known.state === 'refunded') {
      const detail = `${key} is ${known.state} and cannot be charged`;
      return problem(reply, 409, { code: 'given_back', detail });
    }
    if (known.amount !== amount) {
      const detail = `${key} is known with ${known.amount}, not ${amount}`;
      return problem(reply, 422, { code: 'amount_differs', detail });
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

  app.get('/charges/:key', { schema: { params: Type.Object({ key: Key }) } }, async (request, reply) => {
    const { key } = request.params;
    return ledger.find(key) ?? problem(reply, 404, { code: 'not_found', detail: `no charge ${key}` });
  });
  app.get('/health', async () => ({ status: 'ok' }));
  return app;
}
