import type { Database, Statement } from '../database/database.ts';
import { violates } from '../database/outage.ts';
import { Contended } from '../domain/outages.ts';
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
 * the key, which undoes the second effect, however the two were timed.
 *
 * Only what had an effect is remembered: its status and body are given again, whatever has become of it
 * since, to the same request; another request under the key is refused with `idempotency_key_reused`. A
 * refusal changed nothing and is not remembered: asked again, under the same key, it is decided anew and may
 * succeed, which is what a buyer who repeats after `busy` or `payment_refused` wants. Remembering refusals
 * would cost every rival of an on-sale a write. Nor does a refusal use the key up: until something took
 * effect under it, another request may.
 *
 * Answers are forgotten after a time; see purge.ts. One success is not given again: a hold that ran out and is another's by now, when the fast layer is in
 * front; see `withFastLayer`.
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
      const ordered = violates(error, 'orders_one_per_key');
      if (!remember || !(ordered || violates(error, 'idempotency_key'))) throw error;
      const first = await this.find(userId, remember.key);
      if (first !== null) return { kind: 'remembered', first };
      // An order keeps its key for ever, also when its answer is forgotten.
      if (ordered) return { kind: 'refused', code: 'idempotency_key_reused' };
      throw new Contended('the first answer was forgotten while it was asked for', { cause: error });
    }
  }
}
