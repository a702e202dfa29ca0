import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/database.ts';

export interface MetricsOptions {
  instance: string;
  database: Pick<Database, 'load'>;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts an operation that sells: hold, release, order, confirm, cancel; by its outcome (a code). */
    countOperation(operation: string, outcome: string): void;
    /** What `/metrics` shows; plugins of other parts register theirs here. */
    metricsRegistry: Registry;
    /** Begins to count anew: what came before was no traffic. */
    forgetMetrics(): void;
  }
}

/** `/metrics` for Prometheus: requests by route, operations by outcome, the pool, and the process itself. */
export const metrics = fastifyPlugin(
  async (app: FastifyInstance, { instance, database }: MetricsOptions) => {
    const registry = new Registry();
    registry.setDefaultLabels({ instance });
    collectDefaultMetrics({ register: registry });
    const requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
    const operations = new Counter({
      name: 'ticketing_operations_total',
      help: 'Operations that sell, by outcome',
      labelNames: ['operation', 'outcome'],
      registers: [registry],
    });
    new Gauge({
      name: 'postgres_connections',
      help: 'Connections of the pool, and requests waiting for one',
      labelNames: ['state'],
      registers: [registry],
      collect() {
        const { open, idle, waiting } = database.load;
        this.set({ state: 'busy' }, open - idle);
        this.set({ state: 'idle' }, idle);
        this.set({ state: 'waiting' }, waiting);
      },
    });

    app.decorate('metricsRegistry', registry);
    app.decorate('countOperation', (operation: string, outcome: string) => {
      operations.inc({ operation, outcome });
    });
    app.decorate('forgetMetrics', () => registry.resetMetrics());
    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unknown';
      requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1_000,
      );
    });
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
      reply.type(registry.contentType);
      return registry.metrics();
    });
  },
  { name: 'metrics' },
);
