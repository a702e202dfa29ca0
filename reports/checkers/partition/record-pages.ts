import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import { KeptOperation } from './operation-record.ts';
import { type Page, pageOf, RecordReader } from './record-reader.ts';
import { readRow, rowKinds } from './row-record.ts';
import { readSpilled } from './spill-file.ts';

/** Records begin at multiples of 8 bytes: a place is a page's number and the eighth byte in it, in 31 bits. */
export const bytesPerStep = 8;
const stepBits = 15;
export const bytesPerPage = bytesPerStep << stepBits;
export const isOperation = rowKinds.length;
/** Pages read back from disk that are kept for the next who asks. */
const mostReadBack = 64;
/** Records that were read lately, by the last bits of their places. */
const recentRecords = 1 << 10;

/** A page in memory, or where it stands on disk. */
export interface KeptPage {
  bytes: Uint8Array | null;
  length: number;
  at: number;
}

/** Number of a page, and byte in it. */
export function placeOf(page: number, byte: number): number {
  return (page << stepBits) | (byte / bytesPerStep);
}

/**
 * Reads what was kept. A record belongs to several partitions, which are looked at one soon after the other: it
 * is then the same object.
 */
export class RecordPages {
  readonly #kept: readonly KeptPage[];
  readonly #file: number | null;
  readonly #pages: (Page | undefined)[] = [];
  readonly #readBack = new Map<number, Page>();
  readonly #reader = new RecordReader();
  readonly #recent = new Array<Operation | LedgerRow | null>(recentRecords).fill(null);
  readonly #recentPlaces = new Int32Array(recentRecords);

  /** @param file of the pages that are not in memory */
  constructor(kept: readonly KeptPage[], file: number | null) {
    this.#kept = kept;
    this.#file = file;
  }

  read(place: number): Operation | LedgerRow {
    const slot = (place ^ (place >>> stepBits)) & (recentRecords - 1);
    const recent = this.#recent[slot] ?? null;
    if (recent !== null && this.#recentPlaces[slot] === place) return recent;
    const record = this.#read(place);
    this.#recent[slot] = record;
    this.#recentPlaces[slot] = place;
    return record;
  }

  #read(place: number): Operation | LedgerRow {
    const reader = this.#reader;
    const page = this.#page(place >>> stepBits);
    reader.begin(page, (place & ((1 << stepBits) - 1)) * bytesPerStep);
    const kind = rowKinds[reader.byte()];
    return kind === undefined ? new KeptOperation(reader, page) : readRow(kind, reader);
  }

  #page(number: number): Page {
    const known = this.#pages[number] ?? this.#readBack.get(number);
    if (known !== undefined) return known;
    const kept = this.#kept[number];
    if (kept === undefined) throw new RangeError(`there is no page ${number} of records`);
    if (kept.bytes === null) return this.#fromDisk(number, kept);
    const page = pageOf(kept.bytes);
    this.#pages[number] = page;
    return page;
  }

  #fromDisk(number: number, { at, length }: KeptPage): Page {
    const page = pageOf(new Uint8Array(length));
    readSpilled(this.#file, at, page.bytes);
    const [eldest] = this.#readBack.keys();
    if (eldest !== undefined && this.#readBack.size >= mostReadBack) this.#readBack.delete(eldest);
    this.#readBack.set(number, page);
    return page;
  }
}
