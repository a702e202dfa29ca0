import type { Operation } from '../evidence/history.ts';
import type { LedgerOrder } from '../evidence/ledger.ts';
import { type Checker, mayHaveHappened, type Violation } from './checker.ts';
import { byBuyer } from './partition/partitioning.ts';

/**
 * Nothing is in the ledger that nobody asked for. An operation without an answer may have happened, at any
 * later time, and so explains a row. Orders that are cancelled or expired bind nothing and are passed over: a
 * refused attempt may leave one behind.
 */
export const noPhantom: Checker = {
  id: 'no-phantom',
  expected: 'every live order of the ledger comes from an operation of its buyer, and none was cancelled',
  partitioning: byBuyer,
  reads: {
    operations: { order: mayHaveHappened, book: mayHaveHappened, cancel: ['ok'] },
    ledger: ['order'],
  },
  needsLedger: ['order'],
  applies: () => true,
  check({ operations, rows }, sale) {
    const violations: Violation[] = [];
    const undecided: Violation[] = [];
    let examined = 0;
    for (const row of rows) {
      if (row.kind !== 'order' || sale.foundBefore.has(row.id)) continue;
      if (row.state !== 'confirmed' && row.state !== 'pending') continue;
      examined++;
      if (row.buyer === '') undecided.push(says(row, 'has no buyer to ask', []));
      else violations.push(...phantom(row, operations));
    }
    return { violations, undecided, examined: { 'live ledger order': examined } };
  },
};

function phantom(row: LedgerOrder, operations: readonly Operation[]): Violation[] {
  const cancel = operations.find(({ f, value }) => f === 'cancel' && value.order === row.id);
  if (cancel !== undefined && row.state === 'confirmed') {
    return [says(row, 'is live, though its cancellation was acknowledged', [], [cancel])];
  }
  const concerning = operations.filter((operation) => mayConcern(operation, row));
  const makers = row.state === 'confirmed' ? ['book'] : ['order', 'book'];
  if (concerning.some(({ f }) => makers.includes(f))) return [];
  const what = `is ${row.state}, and no ${makers.join(' or ')} of ${row.buyer} explains it`;
  return [says(row, what, ['history'], concerning)];
}

/** Whether an operation may have made an order: it names it, or names none and is about the same things. */
function mayConcern({ f, value, key }: Operation, row: LedgerOrder): boolean {
  if (f !== 'order' && f !== 'book') return false;
  if (value.order !== undefined) return value.order === row.id;
  return key.some((resource) => row.resources.includes(resource));
}

function says(
  row: LedgerOrder,
  what: string,
  absentFrom: Violation['absentFrom'],
  operations: readonly Operation[] = [],
): Violation {
  return {
    subject: row.resources.join(', '),
    what: `Order ${row.id} for ${row.resources.join(', ')} ${what}.`,
    operations,
    rows: [row],
    absentFrom,
  };
}
