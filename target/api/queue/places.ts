import type { Database, Statement } from '../database/database.ts';
import { UnknownUser } from '../domain/outages.ts';
import type { Inside } from './line.ts';

/** $1 event. */
const nextEpoch: Statement = {
  name: 'next-queue-epoch',
  text: `INSERT INTO queue_epochs (event_id) VALUES ($1)
         ON CONFLICT (event_id) DO UPDATE SET epoch = queue_epochs.epoch + 1 RETURNING epoch, begun`,
};

const noteBegun: Statement = {
  name: 'note-queue-begun',
  text: 'UPDATE queue_epochs SET begun = true WHERE event_id = $1 AND NOT begun',
};

const whoIsIn: Statement = {
  name: 'who-is-in',
  text: `SELECT user_id::text AS "userId", place::float8 AS place,
                ceil(extract(epoch FROM expires_at - now()) * 1000)::integer AS "endsInMs"
           FROM queue_places WHERE event_id = $1 AND expires_at > now()`,
};

/** $1 event, $2 last place given, $3 users, $4 their places, $5 ms that each has (0: none).
 *
 * A place that is recorded already keeps its end, also when that has come before its time: so a place gives one
 * turn, whoever records it, how often and however late. In order of user, so that two of these never deadlock. */
const record: Statement = {
  name: 'record-places',
  text: `
INSERT INTO queue_places AS p (event_id, user_id, place, spent, expires_at)
SELECT $1, w.user_id, w.place, greatest(w.place, $2),
       CASE WHEN w.ms > 0 THEN now() + make_interval(secs => w.ms / 1000.0) END
  FROM unnest($3::bigint[], $4::bigint[], $5::integer[]) AS w (user_id, place, ms)
  JOIN users u ON u.id = w.user_id
 ORDER BY w.user_id
ON CONFLICT (event_id, user_id) DO UPDATE SET
  place = greatest(p.place, excluded.place), spent = greatest(p.spent, excluded.spent),
  expires_at = CASE WHEN excluded.place > p.spent THEN excluded.expires_at ELSE p.expires_at END
RETURNING (expires_at > now()) IS TRUE AS lasts, to_json(expires_at) AS "expiresAt",
          floor(extract(epoch FROM now()))::float8 AS "nowSeconds",
          floor(extract(epoch FROM expires_at))::float8 AS "expiresAtSeconds",
          ceil(extract(epoch FROM expires_at - now()) * 1000)::integer AS "ttlMs"`,
};

const spentTickets: Statement = {
  name: 'spent-tickets',
  text: 'SELECT spent::float8 AS spent FROM queue_places WHERE event_id = $1 AND user_id = $2',
};

/** $1 event, $2 user, $3 last place given. A turn of a place that was given after that goes on. */
const giveUp: Statement = {
  name: 'give-place-up',
  text: `INSERT INTO queue_places AS p (event_id, user_id, place, spent) VALUES ($1, $2, 0, $3)
         ON CONFLICT (event_id, user_id) DO UPDATE
            SET spent = greatest(p.spent, excluded.spent),
                expires_at = CASE WHEN p.place > excluded.spent THEN p.expires_at END`,
};

const endTurn: Statement = {
  name: 'end-turn',
  text: `UPDATE queue_places SET expires_at = NULL
          WHERE event_id = $1 AND user_id = $2 AND expires_at IS NOT NULL`,
};

const isIn: Statement = {
  name: 'is-in',
  text: `SELECT 1 FROM queue_places
          WHERE event_id = $1 AND user_id = $2 AND (expires_at > now()) IS TRUE`,
};

/** A turn that goes on, by the database's clock. */
export interface Turn {
  expiresAt: string;
  expiresAtSeconds: number;
  nowSeconds: number;
  ttlMs: number;
}

/** A place that came to its turn, or (0 ms) to its end. */
export interface Recorded {
  userId: string;
  place: number;
  ms: number;
}

/** What must outlive Redis: epochs, whose turn it is, and which tickets are spent. Throws Unavailable and the like. */
export class Places {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Behind all epochs of the event before, and given to nobody else; and whether one of them had begun. */
  async nextEpoch(eventId: string): Promise<{ epoch: number; begun: boolean }> {
    const rows = await this.#database.write<{ epoch: number; begun: boolean }>(nextEpoch, [eventId]);
    const [row] = rows;
    if (row === undefined) throw new TypeError('expected the epoch that was written');
    return row;
  }

  /** From now on somebody may have a ticket. */
  async noteBegun(eventId: string): Promise<void> {
    await this.#database.write(noteBegun, [eventId]);
  }

  whoIsIn(eventId: string): Promise<Inside[]> {
    return this.#database.read<Inside>(whoIsIn, [eventId]);
  }

  /** Every ticket of these users up to `through`, the last place given to anybody, is spent from now on. */
  async record(eventId: string, through: number, places: readonly Recorded[]): Promise<void> {
    if (places.length > 0) await this.#record(eventId, through, places);
  }

  /** The turn of whoever has this place; null when it has ended already. Throws UnknownUser. */
  async turn(eventId: string, through: number, place: Recorded): Promise<Turn | null> {
    const [row] = await this.#record(eventId, through, [place]);
    if (row === undefined) throw new UnknownUser('the user does not exist any more');
    return row.lasts ? row : null;
  }

  async isSpent(eventId: string, userId: string, place: number): Promise<boolean> {
    const rows = await this.#database.read<{ spent: number }>(spentTickets, [eventId, userId]);
    return place <= (rows[0]?.spent ?? 0);
  }

  /** Whether it is this user's turn. */
  async isIn(eventId: string, userId: string): Promise<boolean> {
    return (await this.#database.read(isIn, [eventId, userId])).length > 0;
  }

  async giveUp(eventId: string, userId: string, through: number): Promise<void> {
    await this.#database.write(giveUp, [eventId, userId, through]);
  }

  async endTurn(eventId: string, userId: string): Promise<void> {
    await this.#database.write(endTurn, [eventId, userId]);
  }

  #record(eventId: string, through: number, places: readonly Recorded[]) {
    return this.#database.write<Turn & { lasts: boolean }>(record, [
      eventId,
      through,
      places.map(({ userId }) => userId),
      places.map(({ place }) => String(place)),
      places.map(({ ms }) => String(ms)),
    ]);
  }
}
