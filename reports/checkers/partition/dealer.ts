import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Checker } from '../checker.ts';
import type { Deal } from './deal.ts';
import { PartitionKeys } from './partition-keys.ts';
import type { Partitioning } from './partitioning.ts';
import { PlacesByKey } from './places-by-key.ts';
import type { Records } from './records.ts';

/** Partitions that some checkers share, because they partition alike. */
interface Hand {
  partitioning: Partitioning;
  checkers: readonly Checker[];
  dealt: PlacesByKey;
}

/**
 * Deals evidence into the partitions of several checkers as it streams by. What none of them reads is not
 * kept: of a sale with ten rivals a seat, the refusals, which are most of it, prove nothing. What is kept is
 * kept once, as a record; the hands hold where it stands.
 */
export class Dealer {
  readonly #hands: readonly Hand[];
  readonly #records: Records;
  readonly #keys = new PartitionKeys();
  /** By `f`, then outcome. */
  readonly #operationsTo = new Map<string, Map<string, Hand[]>>();
  readonly #rowsTo = new Map<string, Hand[]>();

  constructor(checkers: readonly Checker[], records: Records) {
    this.#records = records;
    const partitionings = [...new Set(checkers.map((checker) => checker.partitioning))];
    this.#hands = partitionings.map((partitioning) => ({
      partitioning,
      checkers: checkers.filter((checker) => checker.partitioning === partitioning),
      dealt: new PlacesByKey(),
    }));
    for (const hand of this.#hands) for (const { reads } of hand.checkers) this.#subscribe(hand, reads);
  }

  operation(operation: Operation): void {
    const hands = this.#operationsTo.get(operation.f)?.get(operation.outcome);
    if (hands === undefined) return;
    const place = this.#records.add(operation);
    for (const { partitioning, dealt } of hands) {
      this.#deal(dealt, partitioning.keysOfOperation(operation), place);
    }
  }

  row(row: LedgerRow): void {
    const hands = this.#rowsTo.get(row.kind);
    if (hands === undefined) return;
    const place = this.#records.add(row);
    for (const { partitioning, dealt } of hands) this.#deal(dealt, partitioning.keysOfRow(row), place);
  }

  /** All that was dealt, once. */
  deal(): Deal {
    return {
      pages: this.#records.pages,
      file: this.#records.file,
      keys: this.#keys.all(),
      // In reverse, so that what is dealt by resource comes at the end of its turn.
      hands: this.#hands
        .toReversed()
        .map(({ checkers, dealt }) => ({ checkers: checkers.map(({ id }) => id), ...dealt.sorted() })),
    };
  }

  #deal(dealt: PlacesByKey, keys: readonly string[], place: number): void {
    for (const key of once(keys)) dealt.add(this.#keys.numberOf(key), place);
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
