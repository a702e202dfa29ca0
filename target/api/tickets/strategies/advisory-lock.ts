import type { Database, Statement } from '../../database/database.ts';
import type { TicketRequest, TicketStrategy } from '../../domain/ticketing.ts';
import { attemptOf, type TakeRow, takeAtomically, takeValues } from './take-statement.ts';

const lockEvent: Statement = { name: 'lock-event', text: 'SELECT pg_advisory_xact_lock($1::bigint)' };

/**
 * One of PostgreSQL's advisory locks per event, kept until the commit: rivals queue for a number, not for a
 * row. Who cancels or pays takes no such lock, so the decision under it is the conditional statement's.
 */
export function advisoryLock(database: Database): TicketStrategy {
  return {
    name: 'advisory-lock',
    take: (request: TicketRequest) =>
      database.transaction(async (run) => {
        // Sent together. The second statement begins when the lock is had, and sees what was committed by then.
        const [, rows] = await Promise.all([
          run(lockEvent, [request.eventId]),
          run<TakeRow>(takeAtomically, takeValues(request)),
        ]);
        const attempt = attemptOf(rows[0]);
        return { result: attempt, keep: attempt.kind === 'done' };
      }),
  };
}
