import type { Database, Statement } from '../database/database.ts';
import { violates } from '../database/outage.ts';
import type { Attempt, FirstAnswer, Outcome, Remember } from '../domain/outcome.ts';

const findAnswer: Statement = {
  name: 'find-answer',
  text: 'SELECT fingerprint, status, answer FROM idempotency WHERE user_id = $1 AND key = $2',
};

/** Who asks, under which key, and the HTTP status of an effect that happens now. */
export interface Asked {
  userId: string;
  remember: Remember | null;
  status: number;
}

/**
 * First answers, given again. The record of an answer is inserted by the statement that has the effect, in
 * one transaction; so doing something for the first time costs nothing more, and doing it again violates
 * the key, which undoes the second effect, however the two were timed. Refusals changed nothing and are not
 * remembered: asked again, they are decided again.
 */
export class Answers {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Runs `attempt`, and answers a replay with the first answer. Throws what `attempt` throws. */
  async settle<Answer>(asked: Asked, attempt: () => Promise<Attempt<Answer>>): Promise<Outcome<Answer>> {
    const ended = await this.#orRemembered(asked, attempt);
    if (ended.kind === 'refused') return ended;
    if (ended.kind === 'done') {
      return { kind: 'done', answer: ended.answer, status: asked.status, replayed: false };
    }
    const { first } = ended;
    if (first.fingerprint !== asked.remember?.fingerprint) {
      return { kind: 'refused', code: 'idempotency_key_reused' };
    }
    // What was recorded under this fingerprint was an answer of this very operation.
    return { kind: 'done', answer: first.answer as Answer, status: first.status, replayed: true };
  }

  async find(userId: string, key: string): Promise<FirstAnswer | null> {
    const rows = await this.#database.read<FirstAnswer>(findAnswer, [userId, key]);
    return rows[0] ?? null;
  }

  async #orRemembered<Answer>(
    { userId, remember }: Asked,
    attempt: () => Promise<Attempt<Answer>>,
  ): Promise<Attempt<Answer>> {
    try {
      return await attempt();
    } catch (error) {
      const repeated = violates(error, 'idempotency_key') || violates(error, 'orders_one_per_key');
      if (!repeated || !remember) throw error;
      const first = await this.find(userId, remember.key);
      if (first === null) throw error;
      return { kind: 'remembered', first };
    }
  }
}
