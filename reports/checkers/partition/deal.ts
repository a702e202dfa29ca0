import type { Operation } from '../../evidence/history.ts';
import { decodeText, type NewTexts } from '../../evidence/history-lines/texts.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Partition } from '../checker.ts';
import type { SortedPlaces } from './places-by-key.ts';
import { type KeptPage, RecordPages } from './record-pages.ts';

/** Evidence in partitions, as plain data: another thread can be told it, and shares what is large. */
export interface Deal {
  pages: readonly KeptPage[];
  /** The open file of pages that are not in memory. */
  file: number | null;
  /** Of all hands, in the order in which they first came. */
  keys: NewTexts;
  hands: readonly DealtHand[];
}

/** What some checkers share, by their ids. */
interface DealtHand extends SortedPlaces {
  checkers: readonly string[];
}

/** Partitions whose keys have numbers from one to before another. */
export interface Share {
  from: number;
  to: number;
}

/** What comes soon after another shares its records: so far all hands go on with keys that are as new. */
const keysPerTurn = 1 << 8;
/** Larger ones come at the end: before, the heap would grow to twice their size. */
const largePlaces = 1 << 16;

export const everything: Share = { from: 0, to: Infinity };

/** Two shares of about as many records each. */
export function halves({ hands, keys }: Deal): [Share, Share] {
  const placesBefore = (key: number) => hands.reduce((sum, { ends }) => sum + endOf(ends, key - 1), 0);
  const all = placesBefore(keys.ends.length);
  let [low, high] = [0, keys.ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placesBefore(middle) * 2 < all) low = middle + 1;
    else high = middle;
  }
  return [
    { from: 0, to: low },
    { from: low, to: Infinity },
  ];
}

/** Each partition of a share, with the ids of the checkers that are to see it. */
export function* partitionsOf(
  deal: Deal,
  share: Share,
): Generator<{ partition: Partition; checkers: readonly string[] }> {
  const records = new RecordPages(deal.pages, deal.file);
  const names = Buffer.from(deal.keys.bytes.buffer);
  for (const isLarge of [false, true]) {
    for (const { hand, key } of groupsOf(deal, share, isLarge)) {
      const places = hand.places.subarray(endOf(hand.ends, key - 1), endOf(hand.ends, key));
      const name = decodeText(names, endOf(deal.keys.ends, key - 1), endOf(deal.keys.ends, key));
      yield { partition: partitionOf(name, places, records), checkers: hand.checkers };
    }
  }
}

/** Keys that have any places, turn by turn; in each, hand by hand. */
function* groupsOf({ hands, keys }: Deal, share: Share, large: boolean) {
  const last = Math.min(share.to, keys.ends.length);
  for (let turn = share.from; turn < last; turn += keysPerTurn) {
    const end = Math.min(last, turn + keysPerTurn);
    for (const hand of hands) {
      for (let key = turn; key < end; key++) {
        const places = endOf(hand.ends, key) - endOf(hand.ends, key - 1);
        if (places > 0 && places > largePlaces === large) yield { hand, key };
      }
    }
  }
}

function partitionOf(key: string, places: Int32Array, records: RecordPages): Partition {
  const operations: Operation[] = [];
  const rows: LedgerRow[] = [];
  for (const place of places) {
    const item = records.read(place);
    if ('kind' in item) rows.push(item);
    else operations.push(item);
  }
  if (operations.length > 1) operations.sort((a, b) => a.index - b.index);
  return { key, operations, rows };
}

/** Behind its last key a hand has nothing. */
function endOf(ends: Int32Array, key: number): number {
  if (key < 0) return 0;
  return ends[key] ?? ends.at(-1) ?? 0;
}
