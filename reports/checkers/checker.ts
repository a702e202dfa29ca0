import type { Operation, OperationName } from '../evidence/history.ts';
import type { LedgerKind, LedgerRow } from '../evidence/ledger.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Partitioning } from './partition/partitioning.ts';

/**
 * One invariant. A checker is pure: it is shown one partition at a time, all operations and ledger rows with
 * one key, and says what is wrong with it. It must do in n log n of the partition at most.
 */
export interface Checker {
  /** Also the id of its finding. */
  id: string;
  /** What must hold, in a sentence. */
  expected: string;
  partitioning: Partitioning;
  /** What of the evidence it is shown; the rest is not even kept. */
  reads: {
    operations: Readonly<Partial<Record<OperationName, readonly Operation['outcome'][]>>>;
    ledger: readonly LedgerKind[];
  };
  /** Ledger parts without which nothing passes; violations that need none of them are still found. */
  needsLedger: readonly LedgerKind[];
  /** What must have been examined for it to pass, by its noun, and what is said where there was none. */
  mustExamine?: { noun: string; otherwise: string };
  /** The clients it says something about; others get no finding. */
  applies(client: RunRecord['client']): boolean;
  check(partition: Partition, sale: Sale): Examination;
}

/** What may have happened; `fail` certainly did not. */
export const mayHaveHappened = ['ok', 'info'] as const;

/** All that shares a key. Operations are in the order of their invokes, rows in that of the ledger. */
export interface Partition {
  key: string;
  operations: readonly Operation[];
  rows: readonly LedgerRow[];
}

/** What checkers know of the run beside its operations. */
export interface Sale {
  client: RunRecord['client'];
  /** Ids of orders that were there before the load. */
  foundBefore: ReadonlySet<string>;
  /** What a unit costs, where it is known. */
  prices?: RunRecord['prices'];
  /** What buyers had to queue by. */
  queue?: RunRecord['queue'];
}

export interface Examination {
  violations: readonly Violation[];
  /** What could not be decided, though the evidence is whole. */
  undecided?: readonly Violation[];
  /** How much was looked at, by a noun in the singular. */
  examined: Readonly<Record<string, number>>;
}

/** A broken invariant, with what shows it. */
export interface Violation {
  /** Seat, pool, order or idempotency key. */
  subject: string;
  /** One sentence. */
  what: string;
  operations: readonly Operation[];
  rows: readonly LedgerRow[];
  /**
   * Parts of the evidence in which something was looked for and not found (a cancellation, a ledger row).
   * Unless such a part is whole, the missing thing may be in what was lost, and the violation is not proven.
   */
  absentFrom: readonly ('history' | 'ledger')[];
}
