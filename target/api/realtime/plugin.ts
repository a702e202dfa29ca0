import type { FastifyInstance } from 'fastify';
import { fastifyPlugin } from 'fastify-plugin';
import { Gauge } from 'prom-client';
import type { TokenUser } from '../plugins/authentication.ts';
import type { Realtime } from './compose.ts';
import { openDoor } from './door.ts';
import { RealtimeService } from './service.ts';

/** Signed by us, and of a user: other things are signed with the same secret. */
const userId = /^[0-9]{1,18}$/;

/** Real time at `/socket.io/`, from the moment the instance listens until it closes. */
export const realtime = fastifyPlugin(
  async (app: FastifyInstance, { parts }: { parts: Realtime }) => {
    const door = openDoor(app, { refusal: () => service.refusal, refused: parts.metrics.refused });
    const service = new RealtimeService(door, parts, (token) => {
      try {
        const { sub, role, exp } = app.jwt.verify<TokenUser & { exp?: number }>(String(token));
        if (typeof role !== 'string' || !userId.test(sub) || exp === undefined) return null;
        // The verification itself rests on this clock; what is left is counted by the monotonic one.
        return { userId: sub, leftMs: exp * 1_000 - Date.now() };
      } catch {
        return null;
      }
    });
    for (const metric of parts.registry.getMetricsAsArray())
      app.metricsRegistry.registerMetric(metric as never);
    new Gauge({
      name: 'websocket_connections',
      help: 'Open real-time connections, by whichever transport',
      registers: [app.metricsRegistry],
      collect() {
        this.set(service.connections);
      },
    });
    app.addHook('onListen', async () => service.start());
    app.addHook('preClose', () => service.close());
  },
  { name: 'realtime', dependencies: ['problems', 'metrics', 'authentication'] },
);
