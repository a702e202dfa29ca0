import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { PaymentCallbacks } from '../domain/ordering.ts';
import { isSignatureOf } from '../payment/signature.ts';
import { sendProblem } from '../plugins/problems.ts';
import { Amount, problemAnswers } from '../schemas/shared.ts';

const Callback = Type.Object(
  { key: Type.String({ format: 'uuid' }), amount: Amount, state: Type.Enum(['charged', 'refused']) },
  { additionalProperties: false },
);
const Heard = Type.Object({ status: Type.Literal('heard') });

export interface CallbackRoutesOptions {
  callbacks: PaymentCallbacks;
  secret: string;
}

/** It does not come from the provider, or not as the provider sent it. */
class BadSignature extends Error {
  override name = 'BadSignature';
  readonly statusCode = 401;
}

/** Where the payment provider tells what came of a charge. No user has business here: the load balancer bars it. */
export const paymentCallbackRoutes: FastifyPluginAsyncTypebox<CallbackRoutesOptions> = async (
  app,
  { callbacks, secret },
) => {
  acceptSigned(app, secret);
  app.post(
    '/internal/payments/callback',
    { schema: { hide: true, body: Callback, response: { 200: Heard, ...problemAnswers } } },
    async (request, reply) => {
      const heard = await callbacks.heard(request.body);
      if (heard === 'unknown') return sendProblem(reply, 'payment_not_found');
      return { status: 'heard' as const };
    },
  );
};

/** Signed JSON only. The signature is of the bytes, so it is looked at before anything is made of them. */
function acceptSigned(app: FastifyInstance, secret: string): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isSignatureOf(request.headers['x-signature'], body, secret)) {
      parse(request, body.toString(), done);
    } else {
      done(new BadSignature('x-signature is not the signature of this body'));
    }
  });
}
