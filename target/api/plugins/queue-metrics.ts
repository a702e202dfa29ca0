import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Gauge } from 'prom-client';
import type { Admission } from '../queue/admission.ts';

interface QueueMetricsOptions {
  admission: Pick<Admission, 'sizes'>;
}

/**
 * Each event's queue as this instance's last round of admission saw it. Every instance sees the same one: of
 * several, take the greatest, not the sum.
 */
export const queueMetrics = fastifyPlugin(
  async (app: FastifyInstance, { admission }: QueueMetricsOptions) => {
    const shown = [
      ['queue_size', 'Users who wait', 'waiting'],
      ['queue_active', 'Users who are in', 'active'],
      ['queue_capacity', 'How many may be in', 'capacity'],
      ['queue_admitted_total', 'Users let in since the queue began, or began again', 'admittedInAll'],
    ] as const;
    for (const [name, help, key] of shown) {
      new Gauge({
        name,
        help,
        labelNames: ['event'],
        registers: [app.metricsRegistry],
        collect() {
          this.reset();
          for (const [event, size] of admission.sizes) this.set({ event }, size[key]);
        },
      });
    }
  },
  { name: 'queue-metrics', dependencies: ['metrics'] },
);
