import type { Statement, Transaction } from '../database/database.ts';
import type { Hold, HoldRequest } from '../domain/holding.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { ProblemCode } from '../domain/problems.ts';
import { answerAndRecord, attemptOf, type HoldRow, rememberValues } from '../strategies/hold-statement.ts';

/**
 * What would refuse the second booking of a seat, whatever went wrong before: the index on live lines, and the
 * count of what is left.
 */
export const seatGuards: readonly string[] = [
  'DROP INDEX order_lines_live_seat',
  'ALTER TABLE events DROP CONSTRAINT events_available_within_total',
];

const readSeats: Statement = {
  name: 'broken-read-seats',
  text: `SELECT status = 'available' OR held_until <= now() OR (status = 'held' AND holder = $3) AS free, version
           FROM seats WHERE event_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id`,
};
const writeSeats: Statement = {
  name: 'broken-write-seats',
  text: `
WITH granted AS (
    UPDATE seats
       SET status = 'held', holder = $1, held_until = now() + make_interval(secs => $4), version = version + 1
     WHERE event_id = $2 AND id = ANY ($3::bigint[]) RETURNING id, held_until AS until),
  ${answerAndRecord}
SELECT body AS hold FROM answer`,
};

/** How seats were found: their versions in id order, and why they cannot be had (null when they can). */
export interface Seen {
  refusal: ProblemCode | null;
  versions: number[];
}

/** Looks whether seats are free, and locks nothing. `run` is one statement alone, or one of a transaction. */
export async function lookAtSeats(run: Transaction, request: HoldRequest): Promise<Seen> {
  const { userId, eventId, seatIds } = request;
  const seats = await run<{ free: boolean; version: number }>(readSeats, [eventId, seatIds, userId]);
  const versions = seats.map(({ version }) => version);
  if (seats.length < seatIds.length) return { refusal: 'seat_not_found', versions };
  return { refusal: seats.every(({ free }) => free) ? null : 'seat_taken', versions };
}

/** Gives the seats to the buyer, whoever has them. */
export async function takeSeats(
  run: Transaction,
  request: HoldRequest,
  holdSeconds: number,
): Promise<Attempt<Hold>> {
  const { userId, eventId, seatIds, remember } = request;
  const values = [userId, eventId, seatIds, holdSeconds, ...rememberValues(remember)];
  const rows = await run<Pick<HoldRow, 'hold'>>(writeSeats, values);
  return attemptOf({ hold: rows[0]?.hold ?? null, refusal: null, first: null });
}
