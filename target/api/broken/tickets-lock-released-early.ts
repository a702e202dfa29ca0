import { setTimeout as pause } from 'node:timers/promises';
import type { Statement } from '../database/database.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { Taken, TicketRequest, TicketStrategy } from '../domain/ticketing.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { createTicketSales } from '../tickets/sales.ts';
import {
  attemptOf,
  lookAround,
  lookValues,
  orderTaken,
  type TakeRow,
  takeable,
  takeValues,
  whatElse,
} from '../tickets/strategies/take-statement.ts';
import { TicketOrders } from '../tickets/ticket-orders.ts';
import { NaiveLocks } from './naive-locks.ts';
import type { Variant } from './variant.ts';

/** It outlives every statement under it: no lock runs out before it is given back. */
const lockMs = 10_000;
/** From the lock's release to the commit: time for the next owner to read what is not committed yet. */
const gapMs = 60;

const readCount: Statement = {
  name: 'broken-read-count',
  text: `
WITH ${lookAround}
SELECT NULL AS taken, ${whatElse}, (SELECT available FROM wanted WHERE id = ${takeable}) AS available`,
};
/** $7 what was left when it was read: the new count is worked out from it, in the application's way. */
const writeCount: Statement = {
  name: 'broken-write-count',
  text: `
WITH ${lookAround},
  t AS (UPDATE ticket_types SET available = $7::int - $4 WHERE id = ${takeable} RETURNING id, price),
  counted AS (UPDATE events SET available = $7::int - $4 WHERE id = $2 AND EXISTS (SELECT FROM t)),
  ${orderTaken}
SELECT (SELECT id::text FROM o) AS taken, ${whatElse}`,
};

/** Read, compare, write, and give the lock back in `finally`; the commit comes after, as an annotation has it. */
function releasedTooSoon({ database, redis }: StrategyParts): TicketStrategy {
  const locks = new NaiveLocks(redis, lockMs);

  function begin(request: TicketRequest) {
    const written = Promise.withResolvers<Attempt<Taken>>();
    const committed = database.transaction(async (run) => {
      const [seen] = await run<TakeRow & { available: number | null }>(readCount, lookValues(request));
      const { available = null } = seen ?? {};
      if (available === null || available < request.quantity) {
        return { result: attemptOf(seen), keep: false };
      }
      const [row] = await run<TakeRow>(writeCount, [...takeValues(request), available]);
      const result = attemptOf(row);
      written.resolve(result);
      await pause(gapMs);
      return { result, keep: true };
    });
    return { written: Promise.race([written.promise, committed]), committed };
  }

  return {
    name: 'tickets-lock-released-early',
    async take(request: TicketRequest) {
      let committed: Promise<Attempt<Taken>> | null = null;
      const attempt = await locks.under(`event:${request.eventId}`, () => {
        const begun = begin(request);
        committed = begun.committed;
        return begun.written;
      });
      return (await committed) ?? attempt;
    },
  };
}

/**
 * The lock of an event is given back in `finally`, before the commit, and by whoever comes by: the next owner
 * reads the count as it was before, and writes the same one again. The database's check never sees less than
 * nothing; there are simply more orders than tickets. The lock is all there is by design.
 */
export const ticketsLockReleasedEarly: Variant = {
  name: 'tickets-lock-released-early',
  dialect: 'quantity',
  summary: 'the lock of an event is given back in «finally», before the count it guards has been committed',
  unmask: [],
  alter: (sound) => ({
    ...sound.parts,
    ticketSales: createTicketSales({
      strategy: releasedTooSoon(sound.strategyParts),
      orders: new TicketOrders(sound.database),
      provider: sound.provider,
      refunds: sound.refunds,
    }),
  }),
};
