import { fastifySwagger } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';

/** `/openapi.json`, made from the routes' own schemas. */
export const openapi = fastifyPlugin(
  async (app: FastifyInstance, { dialect }: { dialect: string }) => {
    await app.register(fastifySwagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: `Reference ticketing target: ${dialect}`, version: '1' },
        components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      },
    });
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  },
  { name: 'openapi' },
);
