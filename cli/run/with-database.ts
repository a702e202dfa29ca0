import { Client as Database, DatabaseError } from 'pg';

/** Does something with a connection of its own to a database, and ends it. Throws what PostgreSQL or its driver throws. */
export async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await database.connect();
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}

/** PostgreSQL's own refusal, or a connection that could not be made or was lost. */
export function isDatabaseError(error: unknown): error is Error {
  return (
    error instanceof DatabaseError ||
    (error instanceof Error && /connect|ECONN|EPIPE|terminat|timeout/i.test(error.message))
  );
}

/**
 * How many deadlocks PostgreSQL has found in this database since its statistics began. Whoever was the victim of
 * one has waited for `deadlock_timeout` (1 s) and so tells of it at once: none is still to be counted.
 */
export async function deadlocksOf(url: string): Promise<number> {
  return await withDatabase(url, async (database) => {
    const { rows } = await database.query<{ deadlocks: number }>(
      'SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return rows[0]?.deadlocks ?? 0;
  });
}
