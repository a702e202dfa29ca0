import type { Operation } from '../evidence/history.ts';
import type { Evidence } from '../verdict/verdict.ts';

/** Why something is unsold: as it should be, against all reason, or nobody can say. */
export type Unsold = 'rightly' | 'wrongly' | 'doubtful';

/** An operation as people are shown it. */
export type Shown = Evidence['operations'][number];

/** How much of something there was, and how much of it was sold. */
export interface Sale {
  total: number;
  sold: number;
}

/** What was asked of all that is for sale, in the order in which it was answered. */
export interface Demand {
  operation(operation: Operation): void;
  /** Why something is unsold that was asked for; null where too few asked for any of it to be owed. */
  unsold(resource: number, of: Sale): Unsold | null;
  /** Some of those who were refused it, for people. */
  refused(resource: number): Shown[];
}
