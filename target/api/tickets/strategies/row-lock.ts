import type { Database, Statement } from '../../database/database.ts';
import type { TicketRequest, TicketStrategy } from '../../domain/ticketing.ts';
import {
  attemptOf,
  countAndOrder,
  lookAround,
  lookValues,
  type TakeRow,
  takeable,
  takeValues,
  whatElse,
} from './take-statement.ts';

/** $1 event, $2 ticket type or null. In id order, as everywhere. */
const lockTypes: Statement = {
  name: 'lock-ticket-types',
  text: `SELECT id FROM ticket_types WHERE event_id = $1 AND ($2::bigint IS NULL OR id = $2)
          ORDER BY id FOR UPDATE`,
};

/** Sent behind the lock, so that it sees what was committed while the lock was waited for. */
const lookAtTickets: Statement = {
  name: 'look-at-tickets',
  text: `
WITH ${lookAround}
SELECT NULL AS taken, ${whatElse},
       coalesce((SELECT available FROM wanted WHERE id = ${takeable}), 0) >= $4 AS enough`,
};

/** The decision was made under the lock. */
const takeLocked: Statement = {
  name: 'take-locked-tickets',
  text: `
WITH ${lookAround},
  t AS (UPDATE ticket_types SET available = available - $4 WHERE id = ${takeable} RETURNING id, price),
  ${countAndOrder}
SELECT (SELECT id::text FROM o) AS taken, ${whatElse}`,
};

/**
 * SELECT … FOR UPDATE at READ COMMITTED, then the decision, then the write. A refusal takes one round trip
 * (BEGIN, lock and look travel together), a purchase two.
 */
export function rowLock(database: Database): TicketStrategy {
  return {
    name: 'row-lock',
    take: (request: TicketRequest) =>
      database.transaction(async (run) => {
        const [, seen] = await Promise.all([
          run(lockTypes, [request.eventId, request.ticketTypeId]),
          run<TakeRow & { enough: boolean }>(lookAtTickets, lookValues(request)),
        ]);
        if (!seen[0]?.enough) return { result: attemptOf(seen[0]), keep: false };
        const [row] = await run<TakeRow>(takeLocked, takeValues(request));
        return { result: attemptOf(row), keep: true };
      }),
  };
}
