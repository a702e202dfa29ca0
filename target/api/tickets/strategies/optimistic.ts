import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Statement } from '../../database/database.ts';
import { Contended } from '../../domain/outages.ts';
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

/** No lock: what it says may be old when it is read. */
const readCount: Statement = {
  name: 'read-ticket-count',
  text: `
WITH ${lookAround}
SELECT NULL AS taken, ${whatElse}, (SELECT available FROM wanted WHERE id = ${takeable}) AS available`,
};

/** $7 the count that was read. */
const takeUnchanged: Statement = {
  name: 'take-unchanged-tickets',
  text: `
WITH ${lookAround},
  t AS (
    UPDATE ticket_types SET available = available - $4
     WHERE id = ${takeable} AND available = $7 AND available >= $4
    RETURNING id, price),
  ${countAndOrder}
SELECT (SELECT id::text FROM o) AS taken, ${whatElse}`,
};

/** Who loses so often in a row is told to come back. */
const mostTries = 8;
const mostPauseMs = 20;

/**
 * Read, decide, then write on the condition that nothing changed. What is left is its own version: that it was
 * another number meanwhile and is the same again is of no matter, since nothing else was decided by. Throws
 * Contended when every look was too old.
 */
export function optimistic(database: Database): TicketStrategy {
  const counts = database.contention;
  return {
    name: 'optimistic',
    async take(request: TicketRequest) {
      for (let tries = 1; tries <= mostTries; tries += 1) {
        const [seen] = await database.read<TakeRow & { available: number | null }>(
          readCount,
          lookValues(request),
        );
        const { available = null } = seen ?? {};
        if (available === null || available < request.quantity) return attemptOf(seen);
        const values = [...takeValues(request), available];
        const [row] = await database.write<TakeRow>(takeUnchanged, values);
        if (row?.taken) return attemptOf(row);
        counts.conflicts += 1;
        if (tries === mostTries) break;
        counts.retries += 1;
        await pause(Math.random() * mostPauseMs * tries);
      }
      counts.lockTimeouts += 1;
      throw new Contended(`what is left changed under the buyer's eyes ${mostTries} times in a row`);
    },
  };
}
