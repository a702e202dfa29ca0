import type { Database, Statement } from '../database/database.ts';
import type { Chore } from './rounds.ts';

/** $1 seconds to keep, $2 rows at most. */
const forgetAnswers: Statement = {
  name: 'forget-answers',
  text: `
WITH old AS (
    SELECT user_id, key FROM idempotency
     WHERE created_at < now() - make_interval(secs => $1)
     ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  gone AS (
    DELETE FROM idempotency i USING old WHERE i.user_id = old.user_id AND i.key = old.key RETURNING 1)
SELECT count(*)::integer AS forgotten FROM gone`,
};

const everyMs = 60_000;
const rowsARound = 1_000;

/** Forgets first answers that are older than anybody repeats a request. */
export function purge(database: Database, keepSeconds: number): Chore {
  return {
    name: 'purge',
    everyMs,
    async round() {
      const rows = await database.write<{ forgotten: number }>(forgetAnswers, [keepSeconds, rowsARound]);
      return rows[0]?.forgotten === rowsARound;
    },
  };
}
