import type { NodeDescription } from '../description.ts';
import { ports } from './ports.ts';

/** How the reference API is to behave. */
export interface ApiSettings {
  /** One of the API's dialects, such as `seats`. */
  dialect: string;
  /** One of the API's seat strategies, such as `row-lock`. */
  strategy: string;
  /** Whether a hold in Redis refuses rivals before PostgreSQL is asked. */
  fastLayer: boolean;
  /** A planted fault by name; null starts the sound server. */
  broken: string | null;
  holdSeconds: number;
  /** Instances the database's connections are shared among; at least as many as run. */
  mostInstances: number;
  profile: 'test' | 'production';
  logLevel: string;
  /** Signs the sessions. The same for all instances, and kept when they are replaced. */
  jwtSecret: string;
  /** Signs what the payment provider calls back. */
  callbackSecret: string;
  queue?: QueueSettings;
}

/** Of the waiting queue; the API's own for what is absent. Whether an event has one is for its row to say. */
export interface QueueSettings {
  limit?: number;
  ratePerSecond?: number;
  placeSeconds?: number;
  graceSeconds?: number;
}

interface Api {
  name: string;
  zone: string;
  networks: readonly string[];
  /** The load balancer it is counted in by. */
  balancer: string;
  /** Where it finds what it needs: addresses of links. */
  databaseUrl: string;
  redisUrl: string;
  cacheUrl: string;
  providerUrl: string;
  settings: ApiSettings;
  /** How far its wall clock is ahead of the machine's (negative: behind); its monotonic clock is right. */
  clockAheadSeconds: number;
}

/** One instance of the reference API. */
export function apiNode(api: Api): NodeDescription {
  return {
    name: api.name,
    zone: api.zone,
    role: 'api',
    image: 'testbed',
    networks: api.networks,
    command: commandOf(api.settings.broken),
    user: 'nobody',
    environment: {
      PORT: String(ports.api),
      INSTANCE: api.name,
      DATABASE_URL: api.databaseUrl,
      REDIS_URL: api.redisUrl,
      CACHE_URL: api.cacheUrl,
      PROVIDER_URL: api.providerUrl,
      NODE_NO_WARNINGS: '1',
      ...environmentOf(api.settings),
      ...wrongClock(api.clockAheadSeconds),
    },
    files: [],
    sources: ['api'],
    publish: [],
    sharedMemoryBytes: null,
    stopSignal: null,
    ready: { kind: 'balanced', by: api.balancer },
  };
}

/**
 * libfaketime, preloaded. Timers and durations rest on the monotonic clock, which no administrator and no time
 * server sets, so that it is left alone. The loader puts the machine's own folder in place of $LIB.
 */
function wrongClock(aheadSeconds: number): Record<string, string> {
  if (aheadSeconds === 0) return {};
  return {
    LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
    FAKETIME: `${aheadSeconds < 0 ? '' : '+'}${aheadSeconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

/** The same instance, with some of its settings changed; what is not named stays as it was described. */
export function withApiSettings(node: NodeDescription, settings: Partial<ApiSettings>): NodeDescription {
  const { BROKEN: _, ...sound } = node.environment;
  const environment = settings.broken === undefined ? node.environment : sound;
  return {
    ...node,
    command: settings.broken === undefined ? node.command : commandOf(settings.broken),
    environment: { ...environment, ...environmentOf(settings) },
  };
}

function commandOf(broken: string | null): string[] {
  const server = broken === null ? 'server.ts' : 'broken/server.ts';
  return ['/usr/local/bin/node', `/srv/onsale/target/api/${server}`];
}

function environmentOf(settings: Partial<ApiSettings>): Record<string, string> {
  const { fastLayer } = settings;
  const values: Record<string, string | number | null | undefined> = {
    API_DIALECT: settings.dialect,
    SEAT_STRATEGY: settings.strategy,
    FAST_LAYER: fastLayer === undefined ? undefined : fastLayer ? 'on' : 'off',
    BROKEN: settings.broken,
    HOLD_SECONDS: settings.holdSeconds,
    MOST_INSTANCES: settings.mostInstances,
    PROFILE: settings.profile,
    LOG_LEVEL: settings.logLevel,
    JWT_SECRET: settings.jwtSecret,
    QUEUE_LIMIT: settings.queue?.limit,
    QUEUE_RATE_PER_SECOND: settings.queue?.ratePerSecond,
    QUEUE_PLACE_SECONDS: settings.queue?.placeSeconds,
    QUEUE_GRACE_SECONDS: settings.queue?.graceSeconds,
    PAYMENT_CALLBACK_SECRET: settings.callbackSecret,
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter((entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== null)
      .map(([name, value]) => [name, String(value)]),
  );
}
