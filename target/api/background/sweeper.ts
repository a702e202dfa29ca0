import type { Database, Statement } from '../database/database.ts';
import type { SeatsFreed } from '../domain/holding.ts';
import { type SeatChanges, seatsNow } from '../domain/seat-changes.ts';
import type { Chore } from './rounds.ts';

/**
 * $1 seats at most. A row that someone works on is left for later; of one that changed since the statement
 * began PostgreSQL tests the condition again, on the newest row: what was renewed or booked meanwhile stays.
 */
const freeOverdue: Statement = {
  name: 'free-overdue-seats',
  text: `
WITH due AS (
    SELECT id, holder FROM seats
     WHERE status = 'held' AND held_until <= now()
     ORDER BY held_until LIMIT $1 FOR UPDATE SKIP LOCKED)
UPDATE seats s SET status = 'available', holder = NULL, held_until = NULL, version = version + 1
  FROM due WHERE s.id = due.id
RETURNING s.id::text AS id, s.event_id::text AS "eventId", due.holder::text AS holder`,
};

interface Freed {
  id: string;
  eventId: string;
  holder: string;
}

export interface SweeperParts {
  database: Database;
  seatsFreed: SeatsFreed;
  seatChanges: SeatChanges;
}

const everyMs = 1_000;
const seatsARound = 500;

/**
 * Makes seats available whose hold ran out. Nobody has to wait for it: a hold is over when the database's
 * clock says so, and the next buyer takes the seat whatever its row still says. It is for those who look on,
 * and for the keys in front of PostgreSQL.
 */
export function sweeper({ database, seatsFreed, seatChanges }: SweeperParts): Chore {
  return {
    name: 'sweeper',
    everyMs,
    async round() {
      const freed = await database.write<Freed>(freeOverdue, [seatsARound]);
      for (const [eventId, seats] of Map.groupBy(freed, (seat) => seat.eventId)) {
        seatChanges.changed(eventId, seatsNow('available', idsOf(seats)));
      }
      const byHolder = Map.groupBy(freed, ({ holder }) => holder);
      await Promise.all([...byHolder].map(([holder, seats]) => seatsFreed(holder, idsOf(seats))));
      return freed.length === seatsARound;
    },
  };
}

function idsOf(seats: readonly Freed[]): string[] {
  return seats.map(({ id }) => id);
}
