import type { Hold } from '../domain/holding.ts';
import type { Attempt, FirstAnswer, Remember } from '../domain/outcome.ts';
import type { ProblemCode } from '../domain/problems.ts';

/**
 * The end of every hold statement, after a CTE `granted(id, until)` of the seats given: all of them or no
 * answer, and the answer's record in the same transaction.
 *
 * Parameters: $1 user, $2 event, $3 seats, $4 hold in seconds, $5 idempotency key or null, $6 fingerprint.
 */
export const answerAndRecord = `
  answer AS (
    SELECT json_build_object(
             'eventId', $2::bigint::text,
             'seatIds', json_agg(id::text ORDER BY id),
             'heldUntil', min(until),
             'ttlMs', (extract(epoch FROM min(until) - now()) * 1000)::bigint) AS body
      FROM granted HAVING count(*) = cardinality($3::bigint[])),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $1, $5, $6, 200, body FROM answer WHERE $5::text IS NOT NULL)`;

/**
 * Why seats were not given, asked only when they were not. `e` is the event, if there is one; `event` and
 * `seats` are SQL expressions of what was asked for.
 */
export const whyNotOf = (event: string, seats: string) => `
  CASE WHEN e.id IS NULL THEN 'event_not_found'
       WHEN (SELECT count(*) FROM seats WHERE id = ANY (${seats}) AND (event_id = ${event}) IS TRUE)
            < cardinality(${seats}) THEN 'seat_not_found'
       WHEN e.status <> 'on_sale' OR e.on_sale_at > now() THEN 'not_in_sale'
       WHEN e.available = 0 THEN 'sold_out'
       ELSE 'seat_taken' END`;

/** {@link whyNotOf} a statement's own $2 and $3. */
export const whyNot = whyNotOf('$2', '$3::bigint[]');

/** A row of a hold statement's answer. */
export interface HoldRow {
  hold: Hold | null;
  refusal: ProblemCode | null;
  first: FirstAnswer | null;
}

/** What the row of a hold statement says. A first answer goes before a refusal: a replay is no rival. */
export function attemptOf(row: HoldRow | undefined): Attempt<Hold> {
  if (row?.hold) return { kind: 'done', answer: row.hold };
  if (row?.first) return { kind: 'remembered', first: row.first };
  if (row?.refusal) return { kind: 'refused', code: row.refusal };
  throw new TypeError(`expected a hold or a refusal from PostgreSQL, got ${JSON.stringify(row)}`);
}

/** $5 and $6 of a statement that records its answer. */
export function rememberValues(remember: Remember | null): [string | null, string | null] {
  return [remember?.key ?? null, remember?.fingerprint ?? null];
}
