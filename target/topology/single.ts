import type { LinkDescription, NetworkDescription, TopologyDescription } from './description.ts';
import { type ApiSettings, apiNode } from './nodes/api.ts';
import { cacheNode } from './nodes/cache.ts';
import { databaseAccess, databaseNode } from './nodes/database.ts';
import { loadBalancerNode } from './nodes/load-balancer.ts';
import { paymentNode } from './nodes/payment.ts';
import { ports } from './nodes/ports.ts';
import { proxyNode } from './nodes/proxy.ts';
import { redisNode } from './nodes/redis.ts';

export interface SingleOptions {
  /** API instances, 1 or more. */
  instances: number;
  settings?: Partial<ApiSettings>;
  /** The host's port for users, on 127.0.0.1; any free one when absent. */
  port?: number;
  /** By instance (`api-a-1` …): how far its wall clock is ahead, for tests of what rests on it. */
  clockAheadSeconds?: Readonly<Record<string, number>>;
  /** See {@link ./haproxy-config.ts}. */
  idleHttpSeconds?: number;
}

/** What the reference API does when nothing else is asked for. */
export const defaultApiSettings: Omit<ApiSettings, 'mostInstances'> = {
  dialect: 'seats',
  strategy: 'atomic-update',
  fastLayer: true,
  broken: null,
  holdSeconds: 300,
  profile: 'test',
  logLevel: 'info',
  // Guards nothing: the target answers on loopback, for a test. A production profile is given its own.
  callbackSecret: 'between the reference target and its provider, for tests alone',
  jwtSecret: 'the reference target on loopback, for tests alone',
};

/** One zone and no standby: load balancer → API instances → (Toxiproxy) → PostgreSQL, Redis, cache, payment provider. */
export function singleTopology(options: SingleOptions): TopologyDescription {
  const zone = 'a';
  const names = Array.from({ length: options.instances }, (_, index) => `api-${zone}-${index + 1}`);
  const settings = { ...defaultApiSettings, mostInstances: options.instances, ...options.settings };
  const database = linkTo('pg-a', ports.postgres);
  const redis = linkTo('redis-a', ports.redis);
  const cache = linkTo('cache-a', ports.cache);
  const payment = linkTo('provider-a', ports.payment);
  return {
    name: 'single',
    zones: [zone],
    networks,
    nodes: [
      databaseNode('pg-a', zone, ['operator', 'data-a']),
      redisNode('redis-a', zone, ['data-a']),
      cacheNode('cache-a', zone, ['data-a']),
      proxyNode('toxiproxy-a', zone, ['operator', 'data-a']),
      paymentNode({
        ...{ name: 'provider-a', zone, networks: ['operator', 'data-a'] },
        callsBack: names,
        callbackSecret: settings.callbackSecret,
      }),
      loadBalancerNode({
        name: 'lb-a',
        zone,
        networks: ['edge-a', 'app-a'],
        hostPort: options.port ?? null,
        instances: names,
        idleHttpSeconds: options.idleHttpSeconds ?? 30,
      }),
      ...names.map((name) =>
        apiNode({
          name,
          zone,
          networks: ['app-a', 'data-a'],
          balancer: 'lb-a',
          databaseUrl: `postgres://${databaseAccess.user}:${databaseAccess.password}@${addressOf(database)}/${databaseAccess.database}`,
          redisUrl: `redis://${addressOf(redis)}`,
          cacheUrl: `redis://${addressOf(cache)}`,
          providerUrl: `http://${addressOf(payment)}`,
          settings,
          clockAheadSeconds: options.clockAheadSeconds?.[name] ?? 0,
        }),
      ),
    ],
    links: [database, redis, cache, payment],
  };
}

const networks: NetworkDescription[] = [
  { name: 'edge-a', zone: 'a', tier: 'edge', internal: false },
  { name: 'app-a', zone: 'a', tier: 'app', internal: true },
  { name: 'data-a', zone: 'a', tier: 'data', internal: true },
  { name: 'operator', zone: null, tier: 'operator', internal: false },
];

function linkTo(node: string, port: number): LinkDescription {
  return { name: `a-${node}`, proxy: 'toxiproxy-a', network: 'data-a', port, to: { node, port } };
}

function addressOf(link: LinkDescription): string {
  return `${link.proxy}:${link.port}`;
}
