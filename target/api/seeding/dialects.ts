import pg from 'pg';
import { SeedError } from './seed.ts';

/** A pool of tickets that was put on sale. Price in minor units. */
export interface SeededTickets {
  id: string;
  quantity: number;
  price: number;
}

/** Adds a ticket type to an event, and counts it there. Throws SeedError. */
export async function addTickets(
  databaseUrl: string,
  eventId: string,
  of: { name: string; quantity: number; priceMinor: number },
): Promise<SeededTickets> {
  const { name, quantity, priceMinor } = of;
  const [row] = await inOneStatement<{ id: string }>(
    databaseUrl,
    `WITH t AS (
       INSERT INTO ticket_types (event_id, name, price, quantity, available) VALUES ($1, $2, $3, $4, $4)
       RETURNING id),
     e AS (UPDATE events SET total = total + $4, available = available + $4 WHERE id = $1)
     SELECT id::text AS id FROM t`,
    [eventId, name, priceMinor, quantity],
  );
  if (row === undefined) throw new SeedError(`event ${eventId} got no ticket type`);
  return { id: row.id, quantity, price: priceMinor };
}

/** Makes an event a match. Throws SeedError. */
export async function nameTeams(
  databaseUrl: string,
  eventId: string,
  { homeTeam, awayTeam, stadium }: { homeTeam: string; awayTeam: string; stadium: string },
): Promise<void> {
  await inOneStatement(
    databaseUrl,
    'UPDATE events SET home_team = $2, away_team = $3, stadium = $4 WHERE id = $1',
    [eventId, homeTeam, awayTeam, stadium],
  );
}

/** Lets a user create and edit events from their next log-in on. Throws SeedError. */
export async function makeAdmin(databaseUrl: string, userId: string): Promise<void> {
  await inOneStatement(databaseUrl, `UPDATE users SET role = 'admin' WHERE id = $1`, [userId]);
}

async function inOneStatement<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  statement: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return (await client.query<Row>(statement, [...values])).rows;
  } catch (cause) {
    const seen = cause instanceof Error ? cause.message : String(cause);
    throw new SeedError(`seeding failed: ${seen}; check that PostgreSQL answers and is migrated`, { cause });
  } finally {
    await client.end();
  }
}
