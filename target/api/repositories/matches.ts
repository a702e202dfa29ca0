import type { Static } from 'typebox';
import type { Database, Statement } from '../database/database.ts';
import type { Match as MatchSchema } from '../schemas/matches.ts';

export type Match = Static<typeof MatchSchema>;

// to_json writes a timestamptz as ISO 8601 with its offset.
const columns = `id::text AS id, home_team AS "homeTeam", away_team AS "awayTeam", stadium,
  to_json(starts_at) AS "kickoffAt", to_json(on_sale_at) AS "onSaleAt", status, total, available`;

const listMatches: Statement = {
  name: 'list-matches',
  text: `SELECT ${columns} FROM events WHERE id > $1 ORDER BY id LIMIT $2`,
};
const findMatch: Statement = { name: 'find-match', text: `SELECT ${columns} FROM events WHERE id = $1` };

/** Events, as who sells football calls them. Their seats are those of {@link Events}. */
export class Matches {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A page in order of id, and where the next one starts (null at the end). */
  async list(limit: number, after: string): Promise<{ matches: Match[]; next: string | null }> {
    const found = await this.#database.read<Match>(listMatches, [after, limit + 1]);
    const matches = found.slice(0, limit);
    return { matches, next: found.length > limit ? (matches.at(-1)?.id ?? null) : null };
  }

  async byId(matchId: string): Promise<Match | null> {
    const rows = await this.#database.read<Match>(findMatch, [matchId]);
    return rows[0] ?? null;
  }
}
