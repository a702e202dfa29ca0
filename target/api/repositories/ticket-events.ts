import type { Static } from 'typebox';
import type { Database, Statement, Transaction } from '../database/database.ts';
import type { Attempt, FirstAnswer, Remember } from '../domain/outcome.ts';
import type { EditedTicketEvent, TicketEvent as TicketEventSchema } from '../schemas/ticket-events.ts';

export type TicketEvent = Static<typeof TicketEventSchema>;
type Edited = Static<typeof EditedTicketEvent>;
type EditedType = Edited['ticketTypes'][number];

/** An event as it is to be, by whom, under which key. */
export interface EventRequest {
  userId: string;
  event: Edited;
  remember: Remember | null;
}

// to_json writes a timestamptz as ISO 8601 with its offset.
const event = `
  json_build_object('id', e.id::text, 'title', e.title, 'description', e.description, 'startsAt', e.starts_at,
    'venue', e.venue, 'artist', e.artist, 'imageUrl', e.image_url, 'onSaleAt', e.on_sale_at,
    'status', e.status, 'total', e.total, 'available', e.available,
    'ticketTypes', (SELECT coalesce(json_agg(json_build_object('id', t.id::text, 'name', t.name,
      'price', t.price, 'quantity', t.quantity, 'available', t.available) ORDER BY t.id), '[]')
      FROM ticket_types t WHERE t.event_id = e.id))`;

const findTicketEvent: Statement = {
  name: 'find-ticket-event',
  text: `SELECT ${event} AS answer FROM events e WHERE e.id = $1`,
};
const insertEvent: Statement = {
  name: 'insert-event',
  text: `
INSERT INTO events (title, description, starts_at, venue, artist, image_url, on_sale_at, status, total, available)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0) RETURNING id::text AS id`,
};
/** $9 the event. The types before it: everyone locks in this order. */
const updateEvent: Statement = {
  name: 'update-event',
  text: `
UPDATE events SET title = $1, description = $2, starts_at = $3, venue = $4, artist = $5, image_url = $6,
       on_sale_at = $7, status = $8 WHERE id = $9 RETURNING id`,
};
const lockTypesOf: Statement = {
  name: 'lock-types-of-event',
  text: 'SELECT id::text AS id FROM ticket_types WHERE event_id = $1 ORDER BY id FOR UPDATE',
};
/** Behind the lock. What is taken of a type, and whether any order ever had it. */
const readTypesOf: Statement = {
  name: 'read-types-of-event',
  text: `
SELECT t.id::text AS id, t.quantity - t.available AS taken,
       EXISTS (SELECT FROM order_lines l WHERE l.ticket_type_id = t.id) AS ordered
  FROM ticket_types t WHERE t.event_id = $1`,
};
/** $1 user, $2 key. Behind the lock: an edit that was made is not decided anew. */
const findFirst: Statement = {
  name: 'find-first-edit',
  text: 'SELECT fingerprint, status, answer FROM idempotency WHERE user_id = $1 AND key = $2',
};
/** $1 the event, $2 types as JSON: those without an id are new. */
const insertTypes: Statement = {
  name: 'insert-ticket-types',
  text: `
INSERT INTO ticket_types (event_id, name, price, quantity, available)
SELECT $1, name, price, quantity, quantity
  FROM jsonb_to_recordset($2::jsonb) AS r (id bigint, name text, price int, quantity int) WHERE id IS NULL`,
};
const updateTypes: Statement = {
  name: 'update-ticket-types',
  text: `
UPDATE ticket_types t
   SET name = r.name, price = r.price, quantity = r.quantity, available = r.quantity - (t.quantity - t.available)
  FROM jsonb_to_recordset($2::jsonb) AS r (id bigint, name text, price int, quantity int)
 WHERE t.id = r.id AND t.event_id = $1`,
};
const deleteTypes: Statement = {
  name: 'delete-ticket-types',
  text: 'DELETE FROM ticket_types WHERE id = ANY ($1::bigint[])',
};
const countTypes: Statement = {
  name: 'count-ticket-types',
  text: `
UPDATE events SET total = t.total, available = t.available
  FROM (SELECT coalesce(sum(quantity), 0)::int AS total, coalesce(sum(available), 0)::int AS available
          FROM ticket_types WHERE event_id = $1) t
 WHERE id = $1`,
};
/** $1 event, $2 user, $3 key, $4 fingerprint, $5 status. */
const recordEvent: Statement = {
  name: 'record-event',
  text: `
WITH answer AS (SELECT ${event} AS body FROM events e WHERE e.id = $1),
  recorded AS (
    INSERT INTO idempotency (user_id, key, fingerprint, status, answer)
    SELECT $2, $3, $4, $5, body FROM answer WHERE $3::text IS NOT NULL)
SELECT body AS answer FROM answer`,
};

interface Standing {
  id: string;
  taken: number;
  ordered: boolean;
}

const valuesOf = ({ event: wanted }: EventRequest) => [
  ...[wanted.title, wanted.description ?? '', wanted.startsAt, wanted.venue ?? '', wanted.artist ?? ''],
  ...[wanted.imageUrl ?? null, wanted.onSaleAt, wanted.status ?? 'scheduled'],
];

/** Events whose tickets are sold by number. Throws Unavailable, OutcomeUnknown or Contended. */
export class TicketEvents {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null when there is no such event. */
  async byId(eventId: string): Promise<TicketEvent | null> {
    const [row] = await this.#database.read<{ answer: TicketEvent }>(findTicketEvent, [eventId]);
    return row?.answer ?? null;
  }

  create(request: EventRequest): Promise<Attempt<TicketEvent>> {
    return this.#database.transaction(async (run) => {
      const [made] = await run<{ id: string }>(insertEvent, valuesOf(request));
      const eventId = made?.id ?? '';
      await run(insertTypes, [eventId, JSON.stringify(request.event.ticketTypes)]);
      return { result: await recounted(run, eventId, { ...request, status: 201 }), keep: true };
    });
  }

  /** Refused with `already_sold` when less would be left than was taken, or a type gone that was ever ordered. */
  edit(eventId: string, request: EventRequest): Promise<Attempt<TicketEvent>> {
    const types = request.event.ticketTypes;
    return this.#database.transaction(async (run) => {
      const [, standing, firsts] = await Promise.all([
        run(lockTypesOf, [eventId]),
        run<Standing>(readTypesOf, [eventId]),
        run<FirstAnswer>(findFirst, [request.userId, request.remember?.key ?? null]),
      ]);
      const [first] = firsts;
      if (first !== undefined) return { result: { kind: 'remembered', first }, keep: false };
      const [found] = await run(updateEvent, [...valuesOf(request), eventId]);
      const refusal = found === undefined ? 'event_not_found' : refusalOf(standing, types);
      if (refusal !== null) return { result: { kind: 'refused', code: refusal }, keep: false };
      const kept = new Set(types.map(({ id }) => id));
      await run(updateTypes, [eventId, JSON.stringify(types)]);
      await run(deleteTypes, [standing.map(({ id }) => id).filter((id) => !kept.has(id))]);
      await run(insertTypes, [eventId, JSON.stringify(types)]);
      return { result: await recounted(run, eventId, { ...request, status: 200 }), keep: true };
    });
  }
}

async function recounted(
  run: Transaction,
  eventId: string,
  { userId, remember, status }: EventRequest & { status: number },
): Promise<Attempt<TicketEvent>> {
  await run(countTypes, [eventId]);
  const values = [eventId, userId, remember?.key ?? null, remember?.fingerprint ?? null, status];
  const [row] = await run<{ answer: TicketEvent }>(recordEvent, values);
  if (row === undefined) throw new TypeError(`expected the event ${eventId} that was just written`);
  return { kind: 'done', answer: row.answer };
}

function refusalOf(standing: readonly Standing[], types: readonly EditedType[]) {
  const wanted = new Map<string, number>();
  for (const { id, quantity } of types) if (id !== undefined) wanted.set(id, quantity);
  const known = new Set(standing.map(({ id }) => id));
  if ([...wanted.keys()].some((id) => !known.has(id))) return 'ticket_type_not_found';
  const short = standing.some(({ id, taken, ordered }) => {
    const quantity = wanted.get(id);
    return quantity === undefined ? ordered : quantity < taken;
  });
  return short ? 'already_sold' : null;
}
