import type { Database, Statement } from '../database/database.ts';
import type { Hold, HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { OutcomeUnknown, Unavailable } from '../domain/outages.ts';
import type { Attempt } from '../domain/outcome.ts';
import { atomicUpdate } from './atomic-update.ts';
import { attemptOf, type HoldRow, whyNotOf } from './hold-statement.ts';
import { InFlight } from './in-flight.ts';

/**
 * Many requests, one statement. Of those who want a free seat the first to have come gets it; a request for
 * several seats gets all of them or none. $1 the requests as JSON (`n` counts them as they came), $2 all
 * their seats, $3 all their users, $4 hold in seconds.
 *
 * Seats are locked in id order, as everywhere, and `locked` names parameters alone: after a wait PostgreSQL
 * tests its condition again, on the newest row. `rivals` are the requests that could have all they want;
 * one that lost to nobody who won (`undecided`) has to be asked for again.
 */
const holdTogether: Statement = {
  name: 'hold-together',
  text: `
WITH asked AS (
    SELECT n, u, e, s, k, f FROM jsonb_to_recordset($1::jsonb) AS r (n int, u bigint, e bigint, s bigint[], k text, f text)),
  answered AS (
    SELECT a.n, row_to_json(i) AS first FROM asked a JOIN idempotency i ON i.user_id = a.u AND i.key = a.k),
  locked AS (
    SELECT id, event_id, holder, held_until, (status = 'held' AND held_until > now()) AS held FROM seats
     WHERE id = ANY ($2::bigint[])
       AND (status = 'available' OR status = 'held' AND (held_until <= now() OR holder = ANY ($3::bigint[])))
     ORDER BY id FOR UPDATE),
  possible AS (
    SELECT a.n, a.u, l.id, l.held AS mine, l.held_until, count(*) OVER (PARTITION BY a.n) = cardinality(a.s) AS whole
      FROM asked a CROSS JOIN unnest(a.s) AS wanted (id) JOIN locked l USING (id)
     WHERE l.event_id = a.e AND (NOT l.held OR l.holder = a.u)
       AND NOT EXISTS (SELECT FROM answered WHERE answered.n = a.n)
       AND EXISTS (SELECT FROM events e WHERE e.id = a.e AND e.status = 'on_sale' AND e.on_sale_at <= now())),
  rivals AS (SELECT *, row_number() OVER (PARTITION BY id ORDER BY n) AS rank FROM possible WHERE whole),
  won AS (
    SELECT * FROM rivals r WHERE NOT EXISTS (SELECT FROM rivals o WHERE o.n = r.n AND o.rank > 1)),
  taken AS (
    UPDATE seats
       SET status = 'held', holder = won.u, held_until = now() + make_interval(secs => $4), version = version + 1
      FROM won WHERE seats.id = won.id AND NOT won.mine
    RETURNING seats.id, seats.held_until AS until),
  granted AS (
    SELECT won.n, won.id, coalesce(taken.until, won.held_until) AS until FROM won LEFT JOIN taken USING (id)),
  answer AS (
    SELECT a.n, json_build_object(
             'eventId', a.e::text,
             'seatIds', json_agg(g.id::text ORDER BY g.id),
             'heldUntil', min(g.until),
             'ttlMs', (extract(epoch FROM min(g.until) - now()) * 1000)::bigint) AS body
      FROM granted g JOIN asked a USING (n) GROUP BY a.n, a.e),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT a.u, a.k, a.f, 200, answer.body FROM answer JOIN asked a USING (n) WHERE a.k IS NOT NULL)
SELECT a.n, answer.body AS hold, answered.first,
       CASE WHEN answer.n IS NULL THEN ${whyNotOf('a.e', 'a.s')} END AS refusal,
       answer.n IS NULL AND EXISTS (SELECT FROM rivals r WHERE r.n = a.n) AND NOT EXISTS (
         SELECT FROM rivals r JOIN won USING (id) WHERE r.n = a.n AND won.u <> a.u) AS undecided
  FROM asked a LEFT JOIN answer USING (n) LEFT JOIN answered USING (n) LEFT JOIN events e ON e.id = a.e`,
};

interface BatchRow extends HoldRow {
  n: number;
  undecided: boolean;
}

/** PostgreSQL takes a few milliseconds for so many; a longer statement would make all of them wait for it. */
const mostTogether = 200;

/**
 * Gathers the requests that come while a statement is under way, and sends them as the next one: under a
 * rush a round trip and a commit are shared by many, and alone a request waits for nobody. When one spoils
 * it for all (a key that was used meanwhile, a lock not had in time) nothing was changed, and each is asked
 * for by itself. An outage is everyone's.
 */
export function batch(database: Database, holdSeconds: number): SeatStrategy {
  const alone = atomicUpdate(database, holdSeconds);

  async function together(requests: readonly HoldRequest[]): Promise<Promise<Attempt<Hold>>[]> {
    const rows = await database.write<BatchRow>(holdTogether, valuesOf(requests, holdSeconds));
    const byNumber = new Map(rows.map((row) => [row.n, row]));
    const undecided = requests.filter((_, n) => byNumber.get(n)?.undecided);
    // The first of them lost to nobody who is still there, so each round decides one at least.
    database.contention.retries += undecided.length;
    const nextRound = undecided.length === 0 ? null : send(undecided);
    return requests.map(async (request, n) => {
      const at = undecided.indexOf(request);
      if (at === -1 || nextRound === null) return attemptOf(byNumber.get(n));
      return (await nextRound)[at] ?? attemptOf(undefined);
    });
  }

  async function send(requests: readonly HoldRequest[]): Promise<Promise<Attempt<Hold>>[]> {
    if (requests.length === 1) return requests.map((request) => alone.hold(request));
    try {
      return await together(requests);
    } catch (error) {
      if (error instanceof Unavailable || error instanceof OutcomeUnknown) throw error;
      database.contention.retries += requests.length;
      return requests.map((request) => alone.hold(request));
    }
  }

  const inFlight = new InFlight<HoldRequest, Attempt<Hold>>(mostTogether, send);
  // Events have no seats in common, so nobody waits for another event's buyers.
  return { name: 'batch', hold: (request) => inFlight.join(request.eventId, request) };
}

function valuesOf(requests: readonly HoldRequest[], holdSeconds: number) {
  const asked = requests.map(({ userId: u, eventId: e, seatIds: s, remember }, n) => ({
    n,
    u,
    e,
    s,
    k: remember?.key ?? null,
    f: remember?.fingerprint ?? null,
  }));
  const seats = [...new Set(requests.flatMap(({ seatIds }) => seatIds))];
  const users = [...new Set(requests.map(({ userId }) => userId))];
  return [JSON.stringify(asked), seats, users, holdSeconds];
}
