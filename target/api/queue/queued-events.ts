import type { Database, Statement } from '../database/database.ts';

const findQueue: Statement = {
  name: 'find-queue',
  text: `SELECT CASE WHEN NOT queue_on OR status = 'ended' THEN 'off'
                     WHEN status = 'on_sale' AND on_sale_at <= now() THEN 'open'
                     ELSE 'early' END AS state
           FROM events WHERE id = $1`,
};
const listQueues: Statement = {
  name: 'list-queues',
  text: `SELECT id::text AS id, status = 'on_sale' AND on_sale_at <= now() AS open
           FROM events WHERE queue_on AND (status <> 'ended') IS TRUE ORDER BY id`,
};

/**
 * Of an event's queue. `early`: it is on, but the event is not on sale yet, so that all wait; `off`: there is none,
 * or no sale any more; `unknown`: there is no such event.
 */
export type QueueState = 'open' | 'early' | 'off' | 'unknown';

export interface QueuedEvent {
  id: string;
  /** On sale: users may be let in. */
  open: boolean;
}

export function hasQueue(state: QueueState): boolean {
  return state === 'open' || state === 'early';
}

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

  /** All whose queue is on. Throws Unavailable. */
  list(): Promise<QueuedEvent[]> {
    return this.#database.read<QueuedEvent>(listQueues, []);
  }

  async #ask(eventId: string, asked: Known): Promise<QueueState> {
    try {
      const [row] = await this.#database.read<{ state: QueueState }>(findQueue, [eventId]);
      asked.state = row?.state ?? 'unknown';
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
