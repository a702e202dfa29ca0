import type { Static } from 'typebox';
import type { Database, Statement } from '../database/database.ts';
import type { Event as EventSchema, SeatMap as SeatMapSchema } from '../schemas/events.ts';

export type Event = Static<typeof EventSchema>;
export type SeatMap = Static<typeof SeatMapSchema>;

// to_json writes a timestamptz as ISO 8601 with its offset.
const columns = `id::text AS id, title, description, to_json(starts_at) AS "startsAt", venue, artist,
  image_url AS "imageUrl", to_json(on_sale_at) AS "onSaleAt", status, total, available`;

const listEvents: Statement = {
  name: 'list-events',
  text: `SELECT ${columns} FROM events WHERE id > $1 ORDER BY id LIMIT $2`,
};
const findEvent: Statement = { name: 'find-event', text: `SELECT ${columns} FROM events WHERE id = $1` };
/** A hold whose time ran out is free, whatever its row still says. */
const mapSeats: Statement = {
  name: 'map-seats',
  text: `
SELECT id::text AS id, section, "row", number, price, version,
       CASE WHEN status = 'held' AND held_until <= now() THEN 'available' ELSE status END AS status
  FROM seats WHERE event_id = $1 ORDER BY section, "row", number`,
};

/** What is on sale. */
export class Events {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A page in order of id, and where the next one starts (null at the end). */
  async list(limit: number, after: string): Promise<{ events: Event[]; next: string | null }> {
    const found = await this.#database.read<Event>(listEvents, [after, limit + 1]);
    const events = found.slice(0, limit);
    return { events, next: found.length > limit ? (events.at(-1)?.id ?? null) : null };
  }

  async byId(eventId: string): Promise<Event | null> {
    const rows = await this.#database.read<Event>(findEvent, [eventId]);
    return rows[0] ?? null;
  }

  /** Null when there is no such event. */
  async seats(eventId: string): Promise<Omit<SeatMap, 'epoch' | 'sequence'> | null> {
    const seats = await this.#database.read<SeatMap['seats'][number]>(mapSeats, [eventId]);
    if (seats.length === 0 && (await this.byId(eventId)) === null) return null;
    return { eventId, seats };
  }
}
