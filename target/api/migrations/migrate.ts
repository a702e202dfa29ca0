import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Where node-pg-migrate keeps what has been run. */
export const migrationsTable = 'pgmigrations';

/** The schema could not be brought to the newest migration. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** The name of the newest migration in this folder: what `/ready` expects to find as the last one run. */
export function expectedMigration(): string {
  const names = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  const newest = names.toSorted().at(-1);
  if (newest === undefined) throw new MigrationError(`expected .sql migrations in ${folder}, found none`);
  return newest.replace(/\.sql$/, '');
}

/**
 * Brings the schema to the newest migration. Safe to call from several processes at once: an advisory lock
 * lets one run and the others wait, who then find nothing to do.
 *
 * @throws MigrationError when the database does not answer or a migration fails; what failed is rolled back
 */
export async function migrate(databaseUrl: string): Promise<void> {
  try {
    await runner({
      databaseUrl: { connectionString: databaseUrl, connectionTimeoutMillis: 5_000 },
      dir: `${folder}*.sql`,
      useGlob: true,
      direction: 'up',
      migrationsTable,
      advisoryLockMode: 'wait',
      singleTransaction: true,
      log: () => {},
    });
  } catch (cause) {
    const seen = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(
      `migrating the schema to ${expectedMigration()} failed: ${seen}; check that the database answers and is empty or ours`,
      { cause },
    );
  }
}
