import type { Database, Statement } from '../database/database.ts';
import { isUndefinedTable } from '../database/outage.ts';
import { migrationsTable } from '../migrations/migrate.ts';

const newestMigration: Statement = {
  name: 'newest-migration',
  text: `SELECT name FROM ${migrationsTable} ORDER BY id DESC LIMIT 1`,
};

/**
 * Null when the schema is at `expected`; else what was found instead. A later migration than expected is
 * refused too: this code does not know what it changed. Throws Unavailable.
 */
export async function schemaNotReady(database: Database, expected: string): Promise<string | null> {
  try {
    const [newest] = await database.read<{ name: string }>(newestMigration, []);
    if (newest?.name === expected) return null;
    return `the schema is at ${newest?.name ?? 'nothing'}, expected ${expected}`;
  } catch (error) {
    if (!isUndefinedTable(error)) throw error;
    return `the schema is not there yet, expected ${expected}`;
  }
}
