import { Registry } from 'prom-client';
import { away } from '../../redis/guard.ts';
import { Changes } from '../changes.ts';
import { type Realtime, usualLimits } from '../compose.ts';
import { ConnectedUsers } from '../connected-users.ts';
import type { Line, Told } from '../line.ts';
import type { Listener } from '../link.ts';
import type { Place } from '../messages.ts';
import { realtimeMetrics } from '../metrics.ts';
import { noQueue } from '../queue-view.ts';
import { createRestorer } from '../restorer.ts';
import type { SessionStore } from '../sessions.ts';
import type { EventSeen, Truth } from '../truth.ts';

/** What instances share, without a Redis: it numbers, and tells everybody at once. */
export class MemoryRedis implements Line {
  readonly listeners = new Set<Listener>();
  readonly #places = new Map<string, Place>();
  #epoch = 1;
  #up = true;

  get up(): boolean {
    return this.#up;
  }

  async tell(eventId: string, tellings: readonly Told['telling'][]) {
    if (!this.#up) return away;
    for (const telling of tellings) {
      const { epoch, sequence } = this.#placeOf(eventId);
      const place = { epoch, sequence: sequence + 1 };
      this.#places.set(eventId, place);
      for (const listener of this.listeners) listener.told({ eventId, place, telling });
    }
    return undefined;
  }

  async stand(eventId: string) {
    if (!this.#up) return away;
    const place = this.#placeOf(eventId);
    this.#places.set(eventId, place);
    return place;
  }

  async look(eventId: string) {
    return this.#up ? (this.#places.get(eventId) ?? null) : away;
  }

  flush(): void {
    this.#epoch += 1;
    this.#places.clear();
  }

  turn(up: boolean): void {
    this.#up = up;
    for (const listener of this.listeners) listener.upOrDown(up);
  }

  #placeOf(eventId: string): Place {
    return this.#places.get(eventId) ?? { epoch: String(this.#epoch).padStart(16, '0'), sequence: 0 };
  }
}

/** One instance's parts over what it shares with others; nothing is for sale unless `truth` says so. */
export function memoryRealtime(redis: MemoryRedis, parts: Partial<Realtime> = {}): Realtime {
  const registry = new Registry();
  const metrics = realtimeMetrics(registry);
  const truth = parts.truth ?? nothing;
  const sessions = parts.sessions ?? memorySessions();
  const queue = parts.queue ?? noQueue;
  const onError = () => {};
  const heard: Listener[] = [];
  return {
    line: redis,
    link: {
      get up() {
        return redis.up;
      },
      start(listener) {
        heard.push(listener);
        redis.listeners.add(listener);
        listener.upOrDown(redis.up);
      },
    },
    changes: new Changes({ truth, line: redis, metrics, gapMs: 1, retryMs: 1, onError }),
    truth,
    sessions,
    restorer: createRestorer({ sessions, truth, queue, metrics }),
    queue,
    users: new ConnectedUsers(),
    adapter: null,
    metrics,
    registry,
    limits: { ...usualLimits, mostConnections: 100, drainMs: 0 },
    onError,
    ...parts,
    [Symbol.dispose]() {
      for (const listener of heard) redis.listeners.delete(listener);
    },
  };
}

const none: EventSeen | null = null;
const nothing: Truth = {
  changed: async () => none,
  all: async () => none,
  phases: async () => new Map(),
  heldBy: async () => ({ seats: [], until: null }),
};

export function memorySessions(): SessionStore {
  const kept = new Map<string, { eventIds: string[] }>();
  return {
    save: async (userId, session) => void kept.set(userId, session),
    async find(userId) {
      const session = kept.get(userId);
      return session === undefined ? null : { session, from: 'redis' };
    },
  };
}
