import type { Redis } from 'ioredis';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Database, Statement } from '../database/database.ts';
import { away, type Guard } from '../redis/guard.ts';
import { Id } from '../schemas/shared.ts';
import { InFlight } from '../strategies/in-flight.ts';

const keptSeconds = 60 * 60;
const mostAtOnce = 500;

const keyOf = (userId: string) => `session:${userId}`;

const Session = Type.Object({
  /** The events whose rooms the user was in, in the order of joining. */
  eventIds: Type.Array(Id),
});

/** What a user would lose with the connection, and nobody else keeps. */
export type Session = Static<typeof Session>;

const sessionSchema = Compile(Session);

/** Many users' in one statement. A user who is gone has no session; who is in twice has the last. */
const writeSessions: Statement = {
  name: 'write-sessions',
  text: `
INSERT INTO sessions (user_id, data)
SELECT u.id, given.data FROM unnest($1::bigint[], $2::jsonb[]) AS given (user_id, data)
  JOIN users u ON u.id = given.user_id
 ORDER BY u.id
ON CONFLICT (user_id) DO UPDATE SET data = excluded.data, updated_at = now()`,
};

const readSession: Statement = {
  name: 'read-session',
  text: 'SELECT data FROM sessions WHERE user_id = $1',
};

export interface SessionStore {
  /** Keeps it in Redis for an hour, and in PostgreSQL. Throws Unavailable when neither could be had. */
  save(userId: string, session: Session): Promise<void>;
  /** From Redis, else from PostgreSQL; null when there is none. Throws Unavailable when nobody can say. */
  find(userId: string): Promise<{ session: Session; from: 'redis' | 'postgres' } | null>;
}

/** Sessions that outlive a connection, an instance, and Redis. */
export class Sessions implements SessionStore {
  readonly #database: Pick<Database, 'read' | 'write'>;
  readonly #redis: Redis;
  readonly #guard: Guard;
  /** A sale's whole crowd may connect in one instant: they are written together. */
  readonly #writes = new InFlight<[string, Session], void>(mostAtOnce, (items) => this.#write(items));

  constructor({
    database,
    redis,
    guard,
  }: { database: Pick<Database, 'read' | 'write'>; redis: Redis; guard: Guard }) {
    this.#database = database;
    this.#redis = redis;
    this.#guard = guard;
  }

  async save(userId: string, session: Session): Promise<void> {
    const [kept, written] = await Promise.allSettled([
      this.#guard(() => this.#redis.set(keyOf(userId), JSON.stringify(session), 'EX', keptSeconds)),
      this.#writes.join('', [userId, session]),
    ]);
    const inRedis = kept.status === 'fulfilled' && kept.value !== away;
    if (!inRedis && written.status === 'rejected') throw written.reason;
  }

  async find(userId: string) {
    const text = await this.#guard(() => this.#redis.get(keyOf(userId)));
    const cached = typeof text === 'string' ? sessionOf(JSON.parse(text)) : null;
    if (cached !== null) return { session: cached, from: 'redis' as const };
    const rows = await this.#database.read<{ data: unknown }>(readSession, [userId]);
    const session = sessionOf(rows[0]?.data);
    return session === null ? null : { session, from: 'postgres' as const };
  }

  async #write(items: readonly [string, Session][]): Promise<Promise<void>[]> {
    const last = new Map(items);
    await this.#database.write(writeSessions, [
      [...last.keys()],
      [...last.values()].map((session) => JSON.stringify(session)),
    ]);
    return items.map(() => Promise.resolve());
  }
}

/** Null for what no version of ours has written. */
function sessionOf(stored: unknown): Session | null {
  return sessionSchema.Check(stored) ? stored : null;
}
