import type { Operation } from '../evidence/history.ts';
import type { LedgerOrder } from '../evidence/ledger.ts';
import { type Checker, mayHaveHappened, type Sale, type Violation } from './checker.ts';
import { byBuyer } from './partition/partitioning.ts';

/**
 * Nothing is in the ledger that nobody asked for, nor more or less of it than was asked for. An operation without an answer may have happened, at any
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
      else violations.push(...phantom(row, operations, sale));
    }
    return { violations, undecided, examined: { 'live ledger order': examined } };
  },
};

function phantom(row: LedgerOrder, operations: readonly Operation[], sale: Sale): Violation[] {
  const cancel = operations.find(({ f, value }) => f === 'cancel' && value.order === row.id);
  if (cancel !== undefined && row.state === 'confirmed') {
    return [says(row, 'is live, though its cancellation was acknowledged', [], [cancel])];
  }
  const concerning = operations.filter((operation) => mayConcern(operation, row));
  const makers = row.state === 'confirmed' ? ['book'] : ['order', 'book'];
  const explaining = concerning.filter(({ f }) => makers.includes(f));
  if (explaining.some((operation) => isWhatWasAsked(row, operation, sale))) return [];
  const [asked] = explaining;
  if (asked !== undefined) {
    const units = (resources: readonly string[], quantity = 1) =>
      sale.client.sells === 'pool' ? `${quantity} of ${resources.join(', ')}` : resources.join(', ');
    const has = units(row.resources, row.quantity);
    const wish = units(asked.key, asked.value.quantity);
    return [says(row, `holds ${has}, and ${row.buyer} asked for ${wish}`, ['history'], explaining)];
  }
  const what = `is ${row.state}, and no ${makers.join(' or ')} of ${row.buyer} explains it`;
  return [says(row, what, ['history'], concerning)];
}

/** Whether an operation may have made an order: it names it, or names none and is about the same things. */
function mayConcern({ f, value, key }: Operation, row: LedgerOrder): boolean {
  if (f !== 'order' && f !== 'book') return false;
  if (value.order !== undefined) return value.order === row.id;
  return key.some((resource) => row.resources.includes(resource));
}

function isWhatWasAsked(row: LedgerOrder, { key, value }: Operation, { client }: Sale): boolean {
  const asked = [...key].sort();
  const has = [...row.resources].sort();
  if (asked.length !== has.length || asked.some((resource, at) => resource !== has[at])) return false;
  return client.sells === 'seat' || (row.quantity ?? 1) === (value.quantity ?? 1);
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
