import type { Database, Statement } from '../database/database.ts';

const findQueue: Statement = {
  name: 'find-queue',
  text: 'SELECT queue_on AS "on" FROM events WHERE id = $1',
};
const listQueues: Statement = {
  name: 'list-queues',
  text: `SELECT id::text AS id FROM events WHERE queue_on AND (status <> 'ended') IS TRUE ORDER BY id`,
};

/** Whether an event's queue is on; `unknown` when there is no such event. */
export type QueueState = 'on' | 'off' | 'unknown';

interface Known {
  atMs: number;
  state: QueueState | null;
  asking: Promise<QueueState> | null;
}

const believedForMs = 1_000;
const mostKnown = 1_000;

/** Which events have a queue. Every hold asks, so that what was read is believed for a second. */
export class QueuedEvents {
  readonly #database: Pick<Database, 'read'>;
  /** Monotonic, in ms. */
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(database: Pick<Database, 'read'>, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** What was read last is believed also while PostgreSQL is away; throws Unavailable when nothing was. */
  async find(eventId: string): Promise<QueueState> {
    const known = this.#known.get(eventId);
    if (known?.state && this.#now() - known.atMs < believedForMs) return known.state;
    if (known?.asking) return known.asking;
    const asked: Known = known ?? { atMs: 0, state: null, asking: null };
    this.#remember(eventId, asked);
    asked.asking = this.#ask(eventId, asked);
    return asked.asking;
  }

  async list(): Promise<string[]> {
    const rows = await this.#database.read<{ id: string }>(listQueues, []);
    return rows.map(({ id }) => id);
  }

  async #ask(eventId: string, asked: Known): Promise<QueueState> {
    try {
      const [row] = await this.#database.read<{ on: boolean }>(findQueue, [eventId]);
      asked.state = row === undefined ? 'unknown' : row.on ? 'on' : 'off';
    } catch (error) {
      if (asked.state === null) throw error;
    } finally {
      asked.atMs = this.#now();
      asked.asking = null;
    }
    return asked.state;
  }

  /** Anybody may ask for any id: the oldest go first. */
  #remember(eventId: string, asked: Known): void {
    this.#known.delete(eventId);
    this.#known.set(eventId, asked);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}
