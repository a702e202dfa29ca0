/**
 * What rivals cost each other in this instance so far. What waits inside PostgreSQL, and then goes on, is none of
 * it: a wait is seen in the answers' times alone.
 */
export interface ContentionCounts {
  /** A rival came between: a version that was read is gone, a lock is another's, PostgreSQL broke a deadlock. */
  conflicts: number;
  /** What was asked again after that: a statement, a look, a lock. */
  retries: number;
  /** Not had in time: a lock that was waited for, or a seat in as many tries as there may be. */
  lockTimeouts: number;
}

export function noContention(): ContentionCounts {
  return { conflicts: 0, retries: 0, lockTimeouts: 0 };
}
