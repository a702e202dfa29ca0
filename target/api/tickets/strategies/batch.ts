import type { Database, Statement } from '../../database/database.ts';
import { OutcomeUnknown, Unavailable } from '../../domain/outages.ts';
import type { Attempt } from '../../domain/outcome.ts';
import type { Taken, TicketRequest, TicketStrategy } from '../../domain/ticketing.ts';
import { InFlight } from '../../strategies/in-flight.ts';
import { paySeconds } from '../ticket-orders.ts';
import { atomicUpdate } from './atomic-update.ts';

/** $1 event. In id order, as everywhere. */
const lockPools: Statement = {
  name: 'lock-pools',
  text: `
SELECT t.id::text AS id, t.available, (e.status = 'on_sale' AND e.on_sale_at <= now()) AS selling
  FROM ticket_types t JOIN events e ON e.id = t.event_id WHERE e.id = $1
 ORDER BY t.id FOR NO KEY UPDATE OF t`,
};
/** $1 users, $2 keys: those under which something was done or is under way. Sent behind the lock. */
const findUsed: Statement = {
  name: 'find-used-keys',
  text: `
SELECT a.n::integer AS n FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS a (u, k, n)
 WHERE EXISTS (SELECT FROM idempotency i WHERE i.user_id = a.u AND i.key = a.k)
    OR EXISTS (SELECT FROM orders o WHERE o.user_id = a.u AND o.idempotency_key = a.k)`,
};
/** $1 event, $2 what is taken as JSON, $3 seconds to pay in. Answers the orders' ids by `n`. */
const takeTogether: Statement = {
  name: 'take-tickets-together',
  text: `
WITH asked AS (
    SELECT nextval(pg_get_serial_sequence('orders', 'id')) AS id, r.*
      FROM jsonb_to_recordset($2::jsonb) AS r (n int, u bigint, t bigint, q int, k text)),
  taken AS (SELECT t, sum(q)::integer AS units FROM asked GROUP BY t),
  pool AS (
    UPDATE ticket_types SET available = available - taken.units FROM taken
     WHERE ticket_types.id = taken.t RETURNING ticket_types.id, price, units),
  counted AS (
    UPDATE events SET available = available - (SELECT sum(units) FROM pool) WHERE id = $1),
  o AS (
    INSERT INTO orders (id, user_id, event_id, expires_at, amount, idempotency_key)
    SELECT a.id, a.u, $1, now() + make_interval(secs => $3), p.price * a.q, a.k
      FROM asked a JOIN pool p ON p.id = a.t),
  line AS (
    INSERT INTO order_lines (order_id, ticket_type_id, quantity) SELECT id, t, q FROM asked)
SELECT n, id::text AS "orderId" FROM asked`,
};

interface Pool {
  id: string;
  available: number;
  selling: boolean;
}

/** PostgreSQL takes a few milliseconds for so many; a longer statement would make all of them wait for it. */
const mostTogether = 200;

/**
 * Gathers the requests that come while a transaction is under way, and deals out what is left to the next ones
 * together, in the order in which they came: one lock and one commit are shared by many. What cannot be had
 * like that (too few left, a key that was used before, no such type) is asked for by itself, which finds out
 * why. An outage is everyone's.
 */
export function batch(database: Database): TicketStrategy {
  const alone = atomicUpdate(database);

  async function together(requests: readonly TicketRequest[]): Promise<Map<TicketRequest, string>> {
    const eventId = requests[0]?.eventId ?? '';
    const withKey = requests.filter(({ remember }) => remember !== null);
    return database.transaction(async (run) => {
      const [pools, used] = await Promise.all([
        run<Pool>(lockPools, [eventId]),
        run<{ n: number }>(findUsed, [
          withKey.map(({ userId }) => userId),
          withKey.map(({ remember }) => remember?.key ?? ''),
        ]),
      ]);
      const usedBefore = new Set(used.map(({ n }) => withKey[n - 1]));
      const dealt = deal(
        pools,
        requests.filter((request) => !usedBefore.has(request)),
      );
      if (dealt.length === 0) return { result: new Map<TicketRequest, string>(), keep: false };
      const asked = dealt.map(({ request: { userId: u, quantity: q, remember }, pool: t }, n) => ({
        ...{ n, u, t, q, k: remember?.key ?? null },
      }));
      const rows = await run<{ n: number; orderId: string }>(takeTogether, [
        eventId,
        JSON.stringify(asked),
        paySeconds,
      ]);
      const orders = new Map(rows.map(({ n, orderId }) => [dealt[n]?.request, orderId]));
      return { result: orders as Map<TicketRequest, string>, keep: true };
    });
  }

  async function send(requests: readonly TicketRequest[]): Promise<Promise<Attempt<Taken>>[]> {
    if (requests.length === 1) return requests.map((request) => alone.take(request));
    const orders = await together(requests).catch((error: unknown) => {
      if (error instanceof Unavailable || error instanceof OutcomeUnknown) throw error;
      // One spoilt it for all, and nothing was changed.
      database.contention.retries += requests.length;
      return new Map<TicketRequest, string>();
    });
    return requests.map(async (request): Promise<Attempt<Taken>> => {
      const orderId = orders.get(request);
      return orderId === undefined ? alone.take(request) : { kind: 'done', answer: { orderId } };
    });
  }

  const inFlight = new InFlight<TicketRequest, Attempt<Taken>>(mostTogether, send);
  return { name: 'batch', take: (request) => inFlight.join(request.eventId, request) };
}

/** Who gets what is left, first come first served; whoever wants more than that is passed over. */
function deal(pools: readonly Pool[], requests: readonly TicketRequest[]) {
  const left = new Map(pools.filter(({ selling }) => selling).map(({ id, available }) => [id, available]));
  const only = pools.length === 1 ? pools[0]?.id : undefined;
  return requests.flatMap((request) => {
    const pool = request.ticketTypeId ?? only;
    const available = pool === undefined ? 0 : (left.get(pool) ?? 0);
    if (pool === undefined || available < request.quantity) return [];
    left.set(pool, available - request.quantity);
    return [{ request, pool }];
  });
}
