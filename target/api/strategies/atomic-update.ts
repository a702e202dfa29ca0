import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { answerAndRecord, attemptOf, type HoldRow, rememberValues, whyNot } from './hold-statement.ts';

/**
 * One conditional statement, one round trip, for one seat as for four. The free seats are locked in id
 * order, so that two buyers cannot deadlock; a rival waits here, and PostgreSQL then tests the condition
 * again on the newest row. Unless all are free, none is touched.
 *
 * Seats the buyer holds already stay as they are, with their old end.
 */
export const holdAtomically: Statement = {
  name: 'hold-atomically',
  text: `
WITH e AS (SELECT id, status, on_sale_at, available FROM events WHERE id = $2),
  free AS (
    SELECT s.id, s.status = 'held' AND s.holder = $1 AND s.held_until > now() AS mine, s.held_until
      FROM seats s
     WHERE s.id = ANY ($3::bigint[]) AND (s.event_id = $2) IS TRUE
       AND (s.status = 'available' OR s.status = 'held' AND (s.held_until <= now() OR s.holder = $1))
       AND EXISTS (SELECT FROM e WHERE status = 'on_sale' AND on_sale_at <= now())
     ORDER BY s.id FOR UPDATE OF s),
  whole AS (SELECT count(*) = cardinality($3::bigint[]) AS yes FROM free),
  taken AS (
    UPDATE seats s
       SET status = 'held', holder = $1, held_until = now() + make_interval(secs => $4), version = version + 1
      FROM free f
     WHERE s.id = f.id AND NOT f.mine AND (SELECT yes FROM whole)
    RETURNING s.id, s.held_until AS until),
  granted AS (
    SELECT id, until FROM taken
    UNION ALL SELECT id, held_until FROM free WHERE mine AND (SELECT yes FROM whole)),
  ${answerAndRecord}
SELECT a.body AS hold,
       CASE WHEN a.body IS NULL THEN ${whyNot} END AS refusal,
       CASE WHEN a.body IS NULL THEN
         (SELECT row_to_json(i) FROM idempotency i WHERE i.user_id = $1 AND i.key = $5) END AS first
  FROM (VALUES (1)) one LEFT JOIN answer a ON true LEFT JOIN e ON true`,
};

/** Whoever's statement locks the seats first has them; the others are refused by the same statement. */
export function atomicUpdate(database: Database, holdSeconds: number): SeatStrategy {
  return {
    name: 'atomic-update',
    async hold({ userId, eventId, seatIds, remember }: HoldRequest) {
      const rows = await database.write<HoldRow>(holdAtomically, [
        userId,
        eventId,
        seatIds,
        holdSeconds,
        ...rememberValues(remember),
      ]);
      return attemptOf(rows[0]);
    },
  };
}
