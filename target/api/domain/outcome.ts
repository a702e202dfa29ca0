import type { ProblemCode } from './problems.ts';

/**
 * How a mutation ended. A refusal is data, not an exception: it is the commonest answer of an on-sale, and
 * it changed nothing.
 *
 * - `done`: `answer` is the body for the buyer; `replayed` tells a first answer that is given again
 * - `refused`: a problem's code
 */
export type Outcome<Answer> =
  | { kind: 'done'; answer: Answer; status: number; replayed: boolean }
  | { kind: 'refused'; code: ProblemCode };

/** What an effect and the record of its answer share: the buyer's key and what was asked under it. */
export interface Remember {
  /** The `Idempotency-Key` header. */
  key: string;
  /** The request in a canonical form: another request under the same key has another one. */
  fingerprint: string;
}

/** The first answer given under a key. */
export interface FirstAnswer {
  fingerprint: string;
  status: number;
  answer: unknown;
}

/** Before replay is settled, a statement may also find the first answer instead of a refusal. */
export type Attempt<Answer> =
  | { kind: 'done'; answer: Answer }
  | { kind: 'refused'; code: ProblemCode }
  | { kind: 'remembered'; first: FirstAnswer };
