import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { hashPassword, testCost } from '../domain/passwords.ts';
import { migrate, migrationsTable } from '../migrations/migrate.ts';
import { type SeatPlace, seatPlaces } from './seat-places.ts';

export interface SeedRequest {
  users: number;
  events: readonly {
    title: string;
    seats: number;
    priceMinor: number;
    /** Whether buyers have to queue; they do not when absent. */
    queue?: boolean;
  }[];
  /** Every user's. */
  password: string;
}

export interface SeededSeat extends SeatPlace {
  id: string;
  /** Minor units. */
  price: number;
}

/** What there is to sell and who may buy it; ids as the API gives them. Events in the order asked for. */
export interface Seeded {
  events: { id: string; title: string; seats: SeededSeat[] }[];
  buyers: { id: string; email: string }[];
}

/** Seeding failed; what was begun is undone. */
export class SeedError extends Error {
  override name = 'SeedError';
}

const day = 24 * 60 * 60 * 1_000;

/**
 * Adds users and events on sale, with their seats, in one transaction of COPYs. The password is hashed once,
 * at the test cost: the salt is shared, which is of no matter for users who do not exist.
 *
 * @throws SeedError when the database does not answer or holds users of these addresses already
 */
export async function seed(databaseUrl: string, request: SeedRequest): Promise<Seeded> {
  const passwordHash = await hashPassword(request.password, testCost);
  return inTransaction(databaseUrl, 'seeding', async (client) => {
    const firstUser = await reserve(client, 'users', request.users);
    const buyers = Array.from({ length: request.users }, (_, index) => {
      const id = String(firstUser + index);
      return { id, email: `buyer-${id}@example.test` };
    });
    await copy(client, 'COPY users (id, email, name, password_hash) FROM STDIN', buyers, (buyer) => [
      buyer.id,
      buyer.email,
      `Buyer ${buyer.id}`,
      passwordHash,
    ]);
    const events = await seedEvents(client, request.events);
    // The planner must not take full tables for empty ones.
    await client.query('ANALYZE users, events, seats');
    return { events, buyers };
  });
}

/**
 * The schema as the migrations make it, and nothing in it: also constraints that were taken away come back.
 * Ids go on where they were, because what outlives the database (holds in Redis, tokens, the provider's
 * keys) still names the old ones. Throws SeedError or MigrationError.
 */
export async function clear(databaseUrl: string): Promise<void> {
  const used = await inTransaction(databaseUrl, 'clearing', async (client) => {
    const sequences = await client.query<{ name: string; last: string }>(
      `SELECT sequencename AS name, last_value AS last FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL`,
    );
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    return sequences.rows;
  });
  await migrate(databaseUrl);
  await inTransaction(databaseUrl, 'clearing', async (client) => {
    for (const { name, last } of used) {
      await client.query('SELECT setval(to_regclass($1), $2)', [client.escapeIdentifier(name), last]);
    }
  });
}

/**
 * The same schema with nothing in it, under an API that goes on: its prepared statements stay good, and ids go
 * on where they were. Constraints that were taken away stay away. Throws SeedError.
 */
export async function empty(databaseUrl: string): Promise<void> {
  await inTransaction(databaseUrl, 'emptying', async (client) => {
    const { rows } = await client.query<{ tables: string | null }>(
      `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> $1`,
      [migrationsTable],
    );
    const tables = rows[0]?.tables;
    if (tables != null) await client.query(`TRUNCATE ${tables}`);
  });
}

async function seedEvents(client: pg.Client, wanted: SeedRequest['events']): Promise<Seeded['events']> {
  const firstEvent = await reserve(client, 'events', wanted.length);
  let seatId = await reserve(
    client,
    'seats',
    wanted.reduce((sum, event) => sum + event.seats, 0),
  );
  const events = wanted.map(({ title, seats, priceMinor }, index) => ({
    id: String(firstEvent + index),
    title,
    seats: seatPlaces(seats).map((place) => ({ id: String(seatId++), ...place, price: priceMinor })),
  }));
  const onSaleAt = new Date(Date.now() - day).toISOString();
  const startsAt = new Date(Date.now() + 30 * day).toISOString();
  const columns = '(id, title, venue, artist, starts_at, on_sale_at, status, total, available, queue_on)';
  const queued = new Set(events.filter((_, index) => wanted[index]?.queue));
  await copy(client, `COPY events ${columns} FROM STDIN`, events, (event) => {
    const { id, title } = event;
    const count = String(event.seats.length);
    const queueOn = String(queued.has(event));
    return [id, title, 'Main hall', title, startsAt, onSaleAt, 'on_sale', count, count, queueOn];
  });
  const rows = events.flatMap(({ id, seats }) => seats.map((seat) => ({ event: id, ...seat })));
  await copy(client, 'COPY seats (id, event_id, section, "row", number, price) FROM STDIN', rows, (seat) => [
    seat.id,
    seat.event,
    seat.section,
    seat.row,
    String(seat.number),
    String(seat.price),
  ]);
  return events;
}

/** The first of `count` ids in a row, taken from the table's own sequence. */
async function reserve(
  client: pg.Client,
  table: 'users' | 'events' | 'seats',
  count: number,
): Promise<number> {
  const sequence = `pg_get_serial_sequence('${table}', 'id')`;
  const answer = await client.query<{ first: string }>(`SELECT nextval(${sequence}) AS first`);
  const first = Number(answer.rows[0]?.first);
  if (count > 1) await client.query(`SELECT setval(${sequence}, $1)`, [first + count - 1]);
  return first;
}

async function copy<Row>(
  client: pg.Client,
  statement: string,
  rows: readonly Row[],
  columns: (row: Row) => readonly string[],
): Promise<void> {
  await pipeline(Readable.from(chunks(rows, columns)), client.query(copyFrom(statement)));
}

/** Lines in COPY's text format, many to a chunk. */
function* chunks<Row>(rows: readonly Row[], columns: (row: Row) => readonly string[]): Generator<string> {
  const size = 1_000;
  for (let start = 0; start < rows.length; start += size) {
    const lines = rows.slice(start, start + size).map((row) => columns(row).map(escapeText).join('\t'));
    yield `${lines.join('\n')}\n`;
  }
}

function escapeText(value: string): string {
  return value.replace(/[\\\t\n\r]/g, (char) => ({ '\t': '\\t', '\n': '\\n', '\r': '\\r' })[char] ?? '\\\\');
}

async function inTransaction<Result>(
  databaseUrl: string,
  what: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (cause) {
    const seen = cause instanceof Error ? cause.message : String(cause);
    throw new SeedError(`${what} failed: ${seen}; check that PostgreSQL answers and is migrated`, { cause });
  } finally {
    await client.end();
  }
}
