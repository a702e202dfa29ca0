import type { Database, Statement } from '../database/database.ts';
import type { Phase, SeatSeen } from './messages.ts';

/** As on the seat map: a hold whose time ran out is free, whatever its row still says. */
const seen = `id::text AS id, version,
       CASE WHEN status = 'held' AND held_until <= now() THEN 'available' ELSE status END AS status`;

const changedSeats: Statement = {
  name: 'realtime-changed-seats',
  text: `
SELECT e.available,
       (SELECT coalesce(json_agg(s), '[]')
          FROM (SELECT ${seen} FROM seats WHERE id = ANY ($2::bigint[]) AND event_id = $1) s) AS seats
  FROM events e WHERE e.id = $1`,
};

const allSeats: Statement = {
  name: 'realtime-all-seats',
  text: `
SELECT e.available, (SELECT coalesce(json_agg(s), '[]')
                       FROM (SELECT ${seen} FROM seats WHERE event_id = $1) s) AS seats
  FROM events e WHERE e.id = $1`,
};

const eventPhases: Statement = {
  name: 'realtime-phases',
  text: `
SELECT id::text AS id,
       CASE WHEN status = 'on_sale' AND on_sale_at > now() THEN 'scheduled' ELSE status END AS phase
  FROM events WHERE id = ANY ($1::bigint[])`,
};

const heldByUser: Statement = {
  name: 'realtime-held-by-user',
  text: `
SELECT coalesce(array_agg(id::text ORDER BY id), '{}') AS seats, to_json(min(held_until)) AS until
  FROM seats WHERE holder = $1 AND status = 'held' AND held_until > now()`,
};

/** An event as it is now. */
export interface EventSeen {
  available: number;
  seats: SeatSeen[];
}

/** What PostgreSQL says, which alone decides. All throw Unavailable when it does not answer. */
export interface Truth {
  /** Of these seats; null when there is no such event. */
  changed(eventId: string, seatIds: readonly string[]): Promise<EventSeen | null>;
  all(eventId: string): Promise<EventSeen | null>;
  /** Of those events that there are. */
  phases(eventIds: readonly string[]): Promise<Map<string, Phase>>;
  /** What the user holds, of all events; `until` is ISO 8601. */
  heldBy(userId: string): Promise<{ seats: string[]; until: string | null }>;
}

/** Asks the database that sells, never a copy of it. */
export function truthIn(database: Pick<Database, 'read'>): Truth {
  return {
    async changed(eventId, seatIds) {
      const rows = await database.read<EventSeen>(changedSeats, [eventId, seatIds]);
      return rows[0] ?? null;
    },
    async all(eventId) {
      const rows = await database.read<EventSeen>(allSeats, [eventId]);
      return rows[0] ?? null;
    },
    async phases(eventIds) {
      const rows = await database.read<{ id: string; phase: Phase }>(eventPhases, [eventIds]);
      return new Map(rows.map(({ id, phase }) => [id, phase]));
    },
    async heldBy(userId) {
      const rows = await database.read<{ seats: string[]; until: string | null }>(heldByUser, [userId]);
      return rows[0] ?? { seats: [], until: null };
    },
  };
}
