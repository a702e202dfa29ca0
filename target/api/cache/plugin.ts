import type { FastifyInstance, FastifyReply } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Counter } from 'prom-client';
import { sendProblem } from '../plugins/problems.ts';
import type { DialectName } from '../routes/dialects.ts';
import { type Cache, uncached } from './cache.ts';
import { freshMsOf, type Kind, keyOf } from './kinds.ts';
import { names } from './page.ts';

interface CachePluginOptions {
  cache: Cache;
  dialect: DialectName;
}

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Answers with a page of the cache: the body that the route's schema of 200 makes of what `load` gives, 404
     * for null, 304 to whoever has it. `id` null: such a page is not kept.
     */
    fromCache(
      kind: Kind,
      id: string | null,
      load: () => Promise<Record<string, unknown> | null>,
    ): Promise<FastifyReply>;
  }
}

/** Public answers come from the cache, and say how old they are: `Age` in s, `ETag`, `X-Cache`. */
export const cachePlugin = fastifyPlugin(
  async (app: FastifyInstance, { cache, dialect }: CachePluginOptions) => {
    const requests = new Counter({
      name: 'cache_requests_total',
      help: 'Pages asked for, by kind and by where they came from',
      labelNames: ['kind', 'result'],
      registers: [app.metricsRegistry],
    });

    app.decorateReply('fromCache', async function fromCache(this: FastifyReply, kind, id, load) {
      const text = async () => {
        const loaded = await load();
        return loaded === null ? null : String(this.serializeInput(loaded, '200'));
      };
      const from = id === null ? uncached : cache;
      const key = keyOf(dialect, kind, id ?? '');
      const found = await from.get({ key, freshMs: freshMsOf(dialect, kind), load: text });
      if (found === null) return sendProblem(this, 'event_not_found');
      const { page, ageMs, result } = found;
      requests.inc({ kind, result });
      this.headers({
        etag: page.etag,
        age: Math.floor(ageMs / 1_000),
        'x-cache': result.toUpperCase(),
        // Whoever keeps it asks each time whether it still holds, and is told so in a few bytes.
        'cache-control': 'no-cache',
      });
      if (names(this.request.headers['if-none-match'], page.etag)) return this.code(304).send();
      return this.type('application/json; charset=utf-8').send(page.body);
    });
  },
  { name: 'cache', dependencies: ['problems', 'metrics'] },
);
