import { fastifyJwt } from '@fastify/jwt';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';

/** What a token says. The signature vouches for it: no look-up per request. */
export interface TokenUser {
  sub: string;
  role: string;
}

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: TokenUser;
    user: TokenUser;
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    /** A hook: 401 without a valid bearer token. Runs before the body is read. */
    authenticate(request: FastifyRequest): Promise<void>;
  }
}

/** HS256 bearer tokens that last a day. */
export const authentication = fastifyPlugin(
  async (app: FastifyInstance, { secret }: { secret: string }) => {
    await app.register(fastifyJwt, {
      secret,
      sign: { algorithm: 'HS256', expiresIn: '24h' },
      verify: { algorithms: ['HS256'], cache: 20_000 },
    });
    app.decorate('authenticate', async (request: FastifyRequest) => {
      await request.jwtVerify();
    });
  },
  { name: 'authentication', dependencies: ['problems'] },
);
