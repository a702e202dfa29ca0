import type { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { Database } from '../database/database.ts';
import type { Guard } from '../redis/guard.ts';
import { userAdapter } from './adapter.ts';
import { Changes } from './changes.ts';
import { ConnectedUsers } from './connected-users.ts';
import { type Line, redisLine } from './line.ts';
import { Link, type Listener } from './link.ts';
import { type RealtimeMetrics, realtimeMetrics } from './metrics.ts';
import { movingLine } from './moving-line.ts';
import { noQueue, type QueueView } from './queue-view.ts';
import { createRestorer, type Restorer } from './restorer.ts';
import { type SessionStore, Sessions } from './sessions.ts';
import { type Truth, truthIn } from './truth.ts';

/** What real time is made of. A planted fault is another part in one of these places. */
export interface Realtime extends Disposable {
  line: Line;
  link: { readonly up: boolean; start(listener: Listener): void };
  changes: Changes;
  truth: Truth;
  sessions: SessionStore;
  restorer: Restorer;
  queue: QueueView;
  users: ConnectedUsers;
  /** Socket.IO's adapter, by which other instances' connections are reached; null for none but one's own. */
  adapter: ReturnType<typeof userAdapter> | null;
  metrics: RealtimeMetrics;
  /** The series that are counted in. */
  registry: Registry;
  limits: RealtimeLimits;
  onError: (error: unknown) => void;
}

/** Everything that is bounded, or happens in time. */
export interface RealtimeLimits {
  mostConnections: number;
  /** Packets that may wait for one client. */
  mostWaiting: number;
  mostBehindMs: number;
  pollMs: number;
  withinMs: number;
  positionsEveryMs: number;
  phasesEveryMs: number;
  seatsEveryMs: number;
  /** Over how long connections are ended when the instance ends. */
  drainMs: number;
}

export const usualLimits: Omit<RealtimeLimits, 'mostConnections' | 'drainMs'> = {
  mostWaiting: 64,
  mostBehindMs: 10_000,
  pollMs: 5_000,
  withinMs: 2_000,
  positionsEveryMs: 5_000,
  phasesEveryMs: 1_000,
  seatsEveryMs: 5_000,
};

const gapMs = 50;
const retryMs = 1_000;

export interface RealtimeSources {
  database: Pick<Database, 'read' | 'write'>;
  redis: Redis;
  guard: Guard;
  queue?: QueueView;
  users?: ConnectedUsers;
  config: Pick<Config, 'REDIS_URL' | 'REALTIME_CONNECTIONS' | 'REALTIME_DRAIN_MS'>;
  report: (what: string, error: unknown) => void;
  /** Told of each event whose line goes on, or begins. */
  moved?: (eventId: string) => void;
}

/** The sound parts of one instance. Listens to nothing yet. */
export function composeRealtime(sources: RealtimeSources): Realtime {
  const { database, redis, guard, config, report, queue = noQueue, users = new ConnectedUsers() } = sources;
  const registry = new Registry();
  const metrics = realtimeMetrics(registry);
  const onError = (error: unknown) => report('real time met an error', error);
  const link = new Link({ url: config.REDIS_URL, redis, guard, onError });
  const line = movingLine(redisLine(redis, guard), sources.moved);
  const truth = truthIn(database);
  const sessions = new Sessions({ database, redis, guard });
  const changes = new Changes({ truth, line, metrics, gapMs, retryMs, onError });
  return {
    line,
    link,
    changes,
    truth,
    sessions,
    restorer: createRestorer({ sessions, truth, queue, metrics }),
    queue,
    users,
    adapter: userAdapter({ redis, subscriber: link.subscriber, guard }),
    metrics,
    registry,
    limits: {
      ...usualLimits,
      mostConnections: config.REALTIME_CONNECTIONS,
      drainMs: config.REALTIME_DRAIN_MS,
    },
    onError,
    [Symbol.dispose]() {
      changes[Symbol.dispose]();
      link[Symbol.dispose]();
    },
  };
}
