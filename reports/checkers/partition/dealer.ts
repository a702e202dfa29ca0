import type { Operation } from '../../evidence/history.ts';
import { JoinedOperation } from '../../evidence/joined-operation.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Checker, Partition } from '../checker.ts';
import { Buckets } from './buckets.ts';
import type { Partitioning } from './partitioning.ts';
import type { SpillFolder } from './spill-folder.ts';

/** Partitions that some checkers share, because they partition alike. */
interface Hand {
  partitioning: Partitioning;
  checkers: readonly Checker[];
  buckets: Buckets;
}

/**
 * Deals evidence into the partitions of several checkers as it streams by. What none of them reads is not
 * kept: of a sale with ten rivals a seat, the refusals, which are most of it, prove nothing.
 */
export class Dealer {
  readonly #hands: readonly Hand[];
  /** By `f`, then outcome. */
  readonly #operationsTo = new Map<string, Map<string, Hand[]>>();
  readonly #rowsTo = new Map<string, Hand[]>();

  constructor(checkers: readonly Checker[], spill: SpillFolder) {
    const partitionings = [...new Set(checkers.map((checker) => checker.partitioning))];
    this.#hands = partitionings.map((partitioning) => ({
      partitioning,
      checkers: checkers.filter((checker) => checker.partitioning === partitioning),
      buckets: new Buckets(partitioning.name, spill),
    }));
    for (const hand of this.#hands) for (const { reads } of hand.checkers) this.#subscribe(hand, reads);
  }

  operation(operation: Operation): void {
    const hands = this.#operationsTo.get(operation.f)?.get(operation.outcome);
    if (hands === undefined) return;
    const kept = operation instanceof JoinedOperation ? operation.plain() : operation;
    for (const { partitioning, buckets } of hands) {
      for (const key of once(partitioning.keysOfOperation(kept))) buckets.add(key, kept);
    }
  }

  row(row: LedgerRow): void {
    for (const { partitioning, buckets } of this.#rowsTo.get(row.kind) ?? []) {
      for (const key of once(partitioning.keysOfRow(row))) buckets.add(key, row);
    }
  }

  /** Each partition with the checkers that are to see it. */
  *partitions(): Generator<{ partition: Partition; checkers: readonly Checker[] }> {
    for (const { buckets, checkers } of this.#hands) {
      for (const partition of buckets.partitions()) yield { partition, checkers };
    }
  }

  #subscribe(hand: Hand, reads: Checker['reads']): void {
    for (const [f, outcomes] of Object.entries(reads.operations)) {
      const byOutcome = this.#operationsTo.get(f) ?? new Map<string, Hand[]>();
      this.#operationsTo.set(f, byOutcome);
      for (const outcome of outcomes) addOnce(byOutcome, outcome, hand);
    }
    for (const kind of reads.ledger) addOnce(this.#rowsTo, kind, hand);
  }
}

const once = (keys: readonly string[]) => (keys.length < 2 ? keys : new Set(keys));

function addOnce(to: Map<string, Hand[]>, key: string, hand: Hand): void {
  const hands = to.get(key) ?? [];
  if (!hands.includes(hand)) hands.push(hand);
  to.set(key, hands);
}
