import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Counter, Gauge } from 'prom-client';
import type { OutboxCounts } from '../outbox/outbox.ts';

/** Notices: waiting and given up as last counted over all instances, and delivered by this one. */
export const outboxMetrics = fastifyPlugin(
  async (app: FastifyInstance, { counts }: { counts: Readonly<OutboxCounts> }) => {
    new Gauge({
      name: 'outbox_notices',
      help: 'Notices of all instances that wait for their delivery (pending) or were given up (dead)',
      labelNames: ['state'],
      registers: [app.metricsRegistry],
      collect() {
        this.set({ state: 'pending' }, counts.pending);
        this.set({ state: 'dead' }, counts.dead);
      },
    });
    let seen = 0;
    new Counter({
      name: 'outbox_delivered_total',
      help: 'Notices that this instance delivered',
      registers: [app.metricsRegistry],
      collect() {
        this.inc(counts.delivered - seen);
        seen = counts.delivered;
      },
    });
  },
  { name: 'outbox-metrics', dependencies: ['metrics'] },
);
