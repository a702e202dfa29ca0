import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { answerAndRecord, attemptOf, type HoldRow, rememberValues, whyNot } from './hold-statement.ts';

/** In id order, so that two buyers of overlapping selections cannot deadlock. */
const lockSeats: Statement = {
  name: 'lock-seats',
  text: `
SELECT status = 'available' OR held_until <= now() OR (status = 'held' AND holder = $3) AS free
  FROM seats WHERE id = ANY ($2::bigint[]) AND (event_id = $1) IS TRUE ORDER BY id FOR UPDATE`,
};

/** Sent behind the lock, so that it sees what was committed while the lock was waited for. */
const lookAround: Statement = {
  name: 'look-around',
  text: `
SELECT ${whyNot} AS refusal,
       (SELECT row_to_json(i) FROM idempotency i WHERE i.user_id = $1 AND i.key = $4) AS first
  FROM (VALUES (1)) one LEFT JOIN events e ON e.id = $2`,
};

const takeSeats: Statement = {
  name: 'take-seats',
  text: `
WITH kept AS (
    SELECT id, held_until AS until FROM seats
     WHERE id = ANY ($3::bigint[]) AND (status = 'held' AND holder = $1 AND held_until > now()) IS TRUE),
  taken AS (
    UPDATE seats
       SET status = 'held', holder = $1, held_until = now() + make_interval(secs => $4), version = version + 1
     WHERE id = ANY ($3::bigint[]) AND id NOT IN (SELECT id FROM kept)
    RETURNING id, held_until AS until),
  granted AS (SELECT * FROM kept UNION ALL SELECT * FROM taken),
  ${answerAndRecord}
SELECT body AS hold FROM answer`,
};

/**
 * SELECT … FOR UPDATE at READ COMMITTED, then the decision, then the write: the sources' truth. A refusal
 * takes one round trip (BEGIN, lock and look travel together), a hold two.
 */
export function rowLock(database: Database, holdSeconds: number): SeatStrategy {
  return {
    name: 'row-lock',
    hold: ({ userId, eventId, seatIds, remember }: HoldRequest) =>
      database.transaction(async (run) => {
        const [locked, around] = await Promise.all([
          run<{ free: boolean }>(lockSeats, [eventId, seatIds, userId]),
          run<Omit<HoldRow, 'hold'>>(lookAround, [userId, eventId, seatIds, remember?.key ?? null]),
        ]);
        const seen = around[0] ?? { refusal: null, first: null };
        const free = locked.length === seatIds.length && locked.every((seat) => seat.free);
        const selling = seen.refusal === 'seat_taken' || seen.refusal === 'sold_out';
        if (!free || !selling || seen.first) {
          return { result: attemptOf({ hold: null, ...seen }), keep: false };
        }
        const rows = await run<{ hold: HoldRow['hold'] }>(takeSeats, [
          userId,
          eventId,
          seatIds,
          holdSeconds,
          ...rememberValues(remember),
        ]);
        return { result: attemptOf({ hold: rows[0]?.hold ?? null, refusal: null, first: null }), keep: true };
      }),
  };
}
