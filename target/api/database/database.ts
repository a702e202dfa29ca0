import type pg from 'pg';
import { type ContentionCounts, noContention } from '../domain/contention.ts';
import { Contended } from '../domain/outages.ts';
import { connectionSurvives, noConnection, outageOf } from './outage.ts';

/** A prepared statement: parsed once per connection under its name, which must be unique to its text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

type Value = string | number | boolean | null | readonly string[];
/** The statements of one transaction; several may be under way at once, they run in the order given. */
export type Transaction = <Row>(statement: Statement, values: readonly Value[]) => Promise<Row[]>;

/** A deadlock's victim is tried again at once; more than this means that something else is wrong. */
const tries = 3;

/** PostgreSQL, as the repositories see it. */
export class Database {
  /** Of this instance; whoever uses the database counts here too what it loses to rivals. */
  readonly contention: ContentionCounts = noContention();
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Runs a statement that changes nothing. Throws Unavailable when PostgreSQL does not answer. */
  read<Row>(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    return this.#run<Row>(statement, values, false);
  }

  /**
   * Runs one statement that is its own transaction: one round trip. Throws Unavailable (certainly nothing
   * happened), Contended (undone, also after repeating), OutcomeUnknown, or the statement's own error.
   */
  async write<Row>(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#run<Row>(statement, values, true);
      } catch (error) {
        const deadlock = error instanceof Contended && isDeadlock(error.cause);
        if (!deadlock || attempt === tries) throw error;
        this.contention.retries += 1;
      }
    }
  }

  /**
   * Runs `work` in one READ COMMITTED transaction. `work` answers with what is to be returned, and whether
   * to keep its effects. What is refused is answered at once; its rollback follows on the same connection.
   */
  async transaction<Result>(
    work: (run: Transaction) => Promise<{ result: Result; keep: boolean }>,
  ): Promise<Result> {
    const client = await this.#connect();
    const run: Transaction = async <Row>(statement: Statement, values: readonly Value[]) => {
      const answer = await client.query(asQuery(statement, values));
      return answer.rows as Row[];
    };
    let committing = false;
    try {
      // Not awaited: it travels with the first statement. Its failure is also that statement's.
      const begun = client.query('BEGIN');
      begun.catch(() => {});
      const { result, keep } = await work(run);
      if (!keep) {
        void client.query('ROLLBACK').then(
          () => client.release(),
          (error: Error) => client.release(error),
        );
        return result;
      }
      committing = true;
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      await this.#abandon(client, error);
      throw this.#counted(outageOf(error, committing));
    }
  }

  /** How many connections are open, idle and waited for. */
  get load(): { open: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { open: totalCount, idle: idleCount, waiting: waitingCount };
  }

  async #run<Row>(statement: Statement, values: readonly Value[], committing: boolean): Promise<Row[]> {
    const client = await this.#connect();
    try {
      const answer = await client.query(asQuery(statement, values));
      client.release();
      return answer.rows as Row[];
    } catch (error) {
      client.release(!connectionSurvives(error));
      throw this.#counted(outageOf(error, committing));
    }
  }

  #counted(error: unknown): unknown {
    if (error instanceof Contended)
      this.contention[isDeadlock(error.cause) ? 'conflicts' : 'lockTimeouts'] += 1;
    return error;
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw noConnection(error);
    }
  }

  async #abandon(client: pg.PoolClient, error: unknown): Promise<void> {
    if (!connectionSurvives(error)) return client.release(true);
    await client.query('ROLLBACK').then(
      () => client.release(),
      (failure: Error) => client.release(failure),
    );
  }
}

function asQuery(statement: Statement, values: readonly Value[]): pg.QueryConfig {
  return { name: statement.name, text: statement.text, values: [...values] };
}

function isDeadlock(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === '40P01' || cause.code === '40001');
}
