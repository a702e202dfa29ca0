import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Counter } from 'prom-client';
import type { ContentionCounts } from '../domain/contention.ts';

const kinds = { conflict: 'conflicts', retry: 'retries', 'lock-timeout': 'lockTimeouts' } as const;

/** What rivals cost each other in this instance: `contention_total`, by kind. */
export const contentionMetrics = fastifyPlugin(
  async (app: FastifyInstance, { counts }: { counts: Readonly<ContentionCounts> }) => {
    const seen = { conflicts: 0, retries: 0, lockTimeouts: 0 };
    new Counter({
      name: 'contention_total',
      help: 'Rivals that came between (conflict), what was asked again (retry), what was not had in time (lock-timeout)',
      labelNames: ['kind'],
      registers: [app.metricsRegistry],
      collect() {
        for (const [kind, key] of Object.entries(kinds)) {
          this.inc({ kind }, counts[key] - seen[key]);
          seen[key] = counts[key];
        }
      },
    });
  },
  { name: 'contention-metrics', dependencies: ['metrics'] },
);
