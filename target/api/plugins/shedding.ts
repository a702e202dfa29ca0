import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Counter } from 'prom-client';
import type { Database } from '../database/database.ts';
import type { LoopDelay } from './loop-delay.ts';
import { sendProblem } from './problems.ts';

interface SheddingOptions {
  database: Pick<Database, 'load'>;
  loop: Pick<LoopDelay, 'sustainedMs'>;
}

/**
 * At the slowest that this target was seen to sell, about a thousand statements a second, so many are the 5 s
 * that a request may wait for a connection: whoever came after them would wait in vain.
 */
const mostWaiting = 5_000;
const mostLateMs = 1_000;

/** Operators look on, and the provider settles what was paid, however much there is to do. */
const neverShed = new Set(['/health', '/api/health', '/ready', '/metrics', '/internal/payments/callback']);
/** Of those that only read, most are answered from the cache. */
const readers = new Set(['GET', 'HEAD']);

/** Sends away with 503 and `Retry-After` whom an instance could only keep waiting until it is too late. */
export const shedding = fastifyPlugin(
  async (app: FastifyInstance, { database, loop }: SheddingOptions) => {
    const shed = new Counter({
      name: 'shed_total',
      help: 'Requests sent away, by what there was too much of',
      labelNames: ['reason'],
      registers: [app.metricsRegistry],
    });
    app.addHook('onRequest', async (request, reply) => {
      const isQueueFull = !readers.has(request.method) && database.load.waiting >= mostWaiting;
      const reason = isQueueFull ? 'connections' : loop.sustainedMs > mostLateMs ? 'event-loop' : null;
      if (reason === null || neverShed.has(request.routeOptions.url ?? '')) return;
      shed.inc({ reason });
      return sendProblem(reply, 'overloaded');
    });
  },
  { name: 'shedding', dependencies: ['problems', 'metrics'] },
);
