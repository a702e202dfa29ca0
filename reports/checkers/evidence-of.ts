import type { Operation } from '../evidence/history.ts';
import type { Evidence } from '../verdict/verdict.ts';
import type { Violation } from './checker.ts';

/** What one counterexample shows at most; a pool of thousands would drown its reader. */
const mostItems = 20;

/** A violation as a finding carries it: operations by their lines, ledger rows as they were. */
export function evidenceOf({ subject, what, operations, rows }: Violation): Evidence {
  const ordered = [...new Set(operations)].sort((a, b) => a.index - b.index);
  return {
    subject,
    what,
    operations: ordered.slice(0, mostItems).map(shownOf),
    ledger: rows.slice(0, mostItems).map((row) => ({ ...row })),
  };
}

/** An operation as people are shown it. */
export function shownOf({
  index,
  process,
  f,
  outcome,
  invoked,
  ended,
}: Operation): Evidence['operations'][number] {
  return { index, process, f, outcome, invoked, ended };
}
