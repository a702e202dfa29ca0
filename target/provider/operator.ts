import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify, LogController } from 'fastify';
import { Type } from 'typebox';
import { Behaviour, type Conduct } from './behaviour.ts';
import type { Ledger } from './ledger.ts';
import { answerError, answerUnknownRoute } from './problem.ts';

export interface OperatorOptions {
  ledger: Ledger;
  conduct: Conduct;
  logLevel: string;
}

/** For whoever runs the provider, on a port of its own: its ledger, and how it behaves. */
export function buildOperator({ ledger, conduct, logLevel }: OperatorOptions) {
  const app = fastify({
    logger: { level: logLevel, name: 'provider-operator' },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerUnknownRoute);

  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ledger', async () => ({ charges: ledger.moved() }));
  app.delete('/ledger', async (_request, reply) => {
    await ledger.reset();
    return reply.code(204).send();
  });
  app.get('/behaviour', async () => conduct.now);
  app.put(
    '/behaviour',
    { schema: { body: Type.Partial(Behaviour, { additionalProperties: false }) } },
    async (request) => conduct.behave(request.body),
  );
  return app;
}
