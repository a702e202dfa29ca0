import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { Contended } from '../domain/outages.ts';
import { answerAndRecord, attemptOf, type HoldRow, rememberValues, whyNot } from './hold-statement.ts';

/** $1 user, $2 event, $3 seats, $4 idempotency key. No lock: what it says may be old when it is read. */
const readVersions: Statement = {
  name: 'read-versions',
  text: `
SELECT ${whyNot} AS refusal,
       (SELECT row_to_json(i) FROM idempotency i WHERE i.user_id = $1 AND i.key = $4) AS first,
       (SELECT json_agg(s.version ORDER BY s.id) FROM seats s
         WHERE s.id = ANY ($3::bigint[]) AND (s.event_id = $2) IS TRUE
           AND (s.status = 'available' OR s.status = 'held' AND (s.held_until <= now() OR s.holder = $1))) AS versions
  FROM (VALUES (1)) one LEFT JOIN events e ON e.id = $2`,
};

/** $7 the versions that were read, of the seats in the order of their ids. Unless all still stand, none is touched. */
const takeVersions: Statement = {
  name: 'take-versions',
  text: `
WITH seen AS (SELECT * FROM unnest($3::bigint[], $7::int[]) AS seen (id, version)),
  same AS (
    SELECT s.id, s.status = 'held' AND s.holder = $1 AND s.held_until > now() AS mine, s.held_until
      FROM seats s JOIN seen USING (id)
     WHERE (s.version = seen.version AND s.event_id = $2) IS TRUE ORDER BY s.id FOR UPDATE OF s),
  whole AS (SELECT count(*) = cardinality($3::bigint[]) AS yes FROM same),
  taken AS (
    UPDATE seats s
       SET status = 'held', holder = $1, held_until = now() + make_interval(secs => $4), version = s.version + 1
      FROM same WHERE s.id = same.id AND NOT same.mine AND (SELECT yes FROM whole)
    RETURNING s.id, s.held_until AS until),
  granted AS (
    SELECT id, until FROM taken
    UNION ALL SELECT id, held_until FROM same WHERE mine AND (SELECT yes FROM whole)),
  ${answerAndRecord}
SELECT body AS hold FROM answer`,
};

/** Who loses so often in a row is told to come back. */
const mostTries = 5;
const mostPauseMs = 20;

/**
 * Read, decide, then write on the condition that nothing changed: every change of a seat counts its version
 * up. Who finds another version has lost nothing but the time, and looks again; nearly always the seat is
 * taken by then. Throws Contended when five looks were too old.
 */
export function optimistic(database: Database, holdSeconds: number): SeatStrategy {
  const counts = database.contention;
  return {
    name: 'optimistic',
    async hold({ userId, eventId, seatIds, remember }: HoldRequest) {
      for (let tries = 1; tries <= mostTries; tries += 1) {
        const [seen] = await database.read<Omit<HoldRow, 'hold'> & { versions: number[] | null }>(
          readVersions,
          [userId, eventId, seatIds, remember?.key ?? null],
        );
        const versions = seen?.versions ?? [];
        const selling = seen?.refusal === 'seat_taken' || seen?.refusal === 'sold_out';
        if (versions.length < seatIds.length || !selling || seen?.first) {
          return attemptOf({ hold: null, refusal: null, first: null, ...seen });
        }
        const values = [userId, eventId, seatIds, holdSeconds, ...rememberValues(remember)];
        const [taken] = await database.write<Pick<HoldRow, 'hold'>>(takeVersions, [
          ...values,
          versions.map(String),
        ]);
        if (taken?.hold) return attemptOf({ hold: taken.hold, refusal: null, first: null });
        counts.conflicts += 1;
        if (tries === mostTries) break;
        counts.retries += 1;
        await pause(Math.random() * mostPauseMs * tries);
      }
      counts.lockTimeouts += 1;
      throw new Contended(`a seat changed under the buyer's eyes ${mostTries} times in a row`);
    },
  };
}
