import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { holdAtomically } from './atomic-update.ts';
import { attemptOf, type HoldRow, rememberValues } from './hold-statement.ts';

/** In the order given, which is that of the ids, so that two buyers of overlapping selections cannot deadlock. */
const lockIds: Statement = {
  name: 'lock-ids',
  text: 'SELECT count(pg_advisory_xact_lock(id)) FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, at)',
};

/**
 * One of PostgreSQL's advisory locks per seat, kept until the commit: rivals queue for a number, not for a
 * row, so who waits never meets a row that is being changed. Those who order and pay take no such lock, so
 * the decision under it is the conditional statement's.
 */
export function advisoryLock(database: Database, holdSeconds: number): SeatStrategy {
  return {
    name: 'advisory-lock',
    hold: ({ userId, eventId, seatIds, remember }: HoldRequest) =>
      database.transaction(async (run) => {
        const values = [userId, eventId, seatIds, holdSeconds, ...rememberValues(remember)];
        // Sent together. The second statement begins when the lock is had, and sees what was committed by then.
        const [, rows] = await Promise.all([run(lockIds, [seatIds]), run<HoldRow>(holdAtomically, values)]);
        const attempt = attemptOf(rows[0]);
        return { result: attempt, keep: attempt.kind === 'done' };
      }),
  };
}
