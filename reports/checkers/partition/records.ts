import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import { writeOperation } from './operation-record.ts';
import { bytesPerPage, bytesPerStep, isOperation, type KeptPage, placeOf } from './record-pages.ts';
import { RecordWriter } from './record-writer.ts';
import { rowKinds, writeRow } from './row-record.ts';
import type { SpillFile } from './spill-file.ts';

/**
 * Keeps operations and ledger rows, each once, as bytes: some hundred each, without an object until one is read
 * ({@link ./record-pages.ts}). Up to a bound they stay in memory; above it the oldest pages go to disk.
 */
export class Records {
  /** What was kept so far. */
  readonly pages: KeptPage[] = [];
  readonly #spill: SpillFile;
  readonly #mostPages: number;
  readonly #writer = new RecordWriter();
  #last: Uint8Array = new Uint8Array(0);
  #used = 0;
  #spilled = 0;

  /** @param mostBytes kept in memory */
  constructor(spill: SpillFile, mostBytes = 256 << 20) {
    this.#spill = spill;
    this.#mostPages = Math.max(1, Math.floor(mostBytes / bytesPerPage));
  }

  /** The open file of the pages that went to disk; null where none did. */
  get file(): number | null {
    return this.#spill.file;
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
    return placeOf(this.pages.length - 1, from);
  }

  /** A page is larger than others where one record is. Threads share it. */
  #turn(length: number): void {
    const size = Math.max(bytesPerPage, length);
    this.#last = new Uint8Array(new SharedArrayBuffer(size));
    this.#used = 0;
    this.pages.push({ bytes: this.#last, length: size, at: 0 });
    if (this.pages.length - this.#spilled <= this.#mostPages) return;
    const oldest = this.pages[this.#spilled++] as KeptPage;
    if (oldest.bytes !== null) oldest.at = this.#spill.append(oldest.bytes);
    oldest.bytes = null;
  }
}
