import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest, Released } from '../domain/holding.ts';
import type { Attempt } from '../domain/outcome.ts';

/**
 * Frees what the buyer holds of the seats named, and cancels a pending order that rests on any of them: its
 * buyer gave a seat back, so it can no longer be paid for as a whole.
 */
const releaseSeats: Statement = {
  name: 'release-seats',
  text: `
WITH held AS (
    SELECT id FROM seats
     WHERE id = ANY ($3::bigint[]) AND (event_id = $2 AND status = 'held' AND holder = $1) IS TRUE
     ORDER BY id FOR UPDATE),
  freed AS (
    UPDATE seats SET status = 'available', holder = NULL, held_until = NULL, version = version + 1
     WHERE id IN (SELECT id FROM held) RETURNING id),
  cancelled AS (
    UPDATE orders SET status = 'cancelled'
     WHERE (status = 'pending') IS TRUE AND id IN (
       SELECT order_id FROM order_lines WHERE live AND seat_id IN (SELECT id FROM freed))
    RETURNING id),
  dead AS (
    UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM cancelled)),
  answer AS (
    SELECT json_build_object('eventId', $2::bigint::text, 'released',
             coalesce((SELECT json_agg(id::text ORDER BY id) FROM freed), '[]')) AS body),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $4, $5, 200, body FROM answer WHERE $4::text IS NOT NULL)
SELECT body AS answer FROM answer`,
};

/** Giving seats back before their time. Releasing what one does not hold releases nothing. */
export class Releases {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Throws Unavailable, OutcomeUnknown or Contended. */
  async release({ userId, eventId, seatIds, remember }: HoldRequest): Promise<Attempt<Released>> {
    const rows = await this.#database.write<{ answer: Released }>(releaseSeats, [
      userId,
      eventId,
      seatIds,
      remember?.key ?? null,
      remember?.fingerprint ?? null,
    ]);
    return { kind: 'done', answer: rows[0]?.answer ?? { eventId, released: [] } };
  }
}
