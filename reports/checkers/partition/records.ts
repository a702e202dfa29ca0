import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import { readOperation, writeOperation } from './operation-record.ts';
import { type Page, pageOf, RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';
import { readRow, rowKinds, writeRow } from './row-record.ts';
import type { SpillFile } from './spill-file.ts';

/** Records begin at multiples of 8 bytes: a place is a page's number and the eighth byte in it, in 31 bits. */
const bytesPerStep = 8;
const stepBits = 15;
const bytesPerPage = bytesPerStep << stepBits;
const isOperation = rowKinds.length;
/** Pages read back from disk that are kept for the next who asks. */
const mostReadBack = 64;

/** A page in memory, or where it stands on disk. */
interface Place {
  page: Page | null;
  length: number;
  at: number;
}

/**
 * Operations and ledger rows, each once, as bytes: some hundred each, without an object until one is read. Up
 * to a bound they stay in memory; above it the oldest pages go to disk.
 */
export class Records {
  readonly #spill: SpillFile;
  readonly #mostPages: number;
  readonly #pages: Place[] = [];
  readonly #writer = new RecordWriter();
  readonly #reader = new RecordReader();
  readonly #readBack = new Map<number, Page>();
  #last: Buffer = Buffer.alloc(0);
  #used = 0;
  #spilled = 0;

  /** @param mostBytes kept in memory */
  constructor(spill: SpillFile, mostBytes = 256 << 20) {
    this.#spill = spill;
    this.#mostPages = Math.max(1, Math.floor(mostBytes / bytesPerPage));
  }

  /** Keeps a copy, and answers its place. */
  add(item: Operation | LedgerRow): number {
    const writer = this.#writer;
    writer.begin();
    if ('kind' in item) {
      writer.byte(rowKinds.indexOf(item.kind));
      writeRow(item, writer);
    } else {
      writer.byte(isOperation);
      writeOperation(item, writer);
    }
    const { bytes, length } = writer;
    if (this.#used + length > this.#last.length) this.#turn(length);
    const from = this.#used;
    const page = this.#last;
    for (let nth = 0; nth < length; nth++) page[from + nth] = bytes[nth] as number;
    this.#used = Math.ceil((from + length) / bytesPerStep) * bytesPerStep;
    return ((this.#pages.length - 1) << stepBits) | (from / bytesPerStep);
  }

  read(place: number): Operation | LedgerRow {
    const reader = this.#reader;
    reader.begin(this.#page(place >>> stepBits), (place & ((1 << stepBits) - 1)) * bytesPerStep);
    const kind = rowKinds[reader.byte()];
    return kind === undefined ? readOperation(reader) : readRow(kind, reader);
  }

  /** A page is larger than others where one record is. */
  #turn(length: number): void {
    const size = Math.max(bytesPerPage, length);
    const page = pageOf(size);
    this.#last = page.bytes;
    this.#used = 0;
    this.#pages.push({ page, length: size, at: 0 });
    if (this.#pages.length - this.#spilled <= this.#mostPages) return;
    const oldest = this.#pages[this.#spilled++] as Place;
    if (oldest.page !== null) oldest.at = this.#spill.append(oldest.page.bytes);
    oldest.page = null;
  }

  #page(number: number): Page {
    const place = this.#pages[number];
    if (place === undefined) throw new RangeError(`there is no page ${number} of records`);
    if (place.page !== null) return place.page;
    const known = this.#readBack.get(number);
    if (known !== undefined) return known;
    const page = pageOf(place.length);
    this.#spill.read(place.at, page.bytes);
    const [eldest] = this.#readBack.keys();
    if (eldest !== undefined && this.#readBack.size >= mostReadBack) this.#readBack.delete(eldest);
    this.#readBack.set(number, page);
    return page;
  }
}
