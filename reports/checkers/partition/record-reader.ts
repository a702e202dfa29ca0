import { lengthOf } from './text-lengths.ts';

/** Takes a record apart, in the order in which it was written. */
export class RecordReader {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;

  /** Goes to where a record begins. */
  begin(bytes: Buffer, at: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.#at = at;
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  int(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4, true);
  }

  number(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  /** A text where there must be one. */
  text(): string {
    return this.textOrNull() ?? '';
  }

  textOrNull(): string | null {
    const length = this.byte();
    if (length === lengthOf.none) return null;
    if (length === lengthOf.long) {
      const bytes = this.int();
      this.#at += bytes;
      return this.#bytes.toString('utf16le', this.#at - bytes, this.#at);
    }
    this.#at += length;
    return this.#bytes.toString('latin1', this.#at - length, this.#at);
  }

  texts(): string[] {
    const texts: string[] = [];
    for (let left = this.int(); left > 0; left--) texts.push(this.text());
    return texts;
  }
}
