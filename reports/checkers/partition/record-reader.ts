import { lengthOf } from './text-lengths.ts';

/** Texts that were read last, by a few bits of theirs. */
const recentTexts = 1 << 10;

/** Bytes of records, and the numbers in them. */
export interface Page {
  bytes: Buffer;
  view: DataView;
}

/** @param bytes which stay where they are */
export function pageOf({ buffer, byteOffset, length }: Uint8Array): Page {
  return { bytes: Buffer.from(buffer, byteOffset, length), view: new DataView(buffer, byteOffset, length) };
}

/** Takes a record apart, in the order in which it was written. */
export class RecordReader {
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  /** Within a partition the same few names come again and again: comparing is cheaper than a new text. */
  readonly #recent = new Array<string>(recentTexts).fill('');
  #lastSingle: readonly string[] = [];

  /** Goes to where a record begins. */
  begin({ bytes, view }: Page, at: number): void {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = at;
  }

  /** Where it stands in the page. */
  get at(): number {
    return this.#at;
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
    return this.#short(this.#at - length, length);
  }

  skipText(): void {
    const short = this.byte();
    if (short === lengthOf.none) return;
    const length = short === lengthOf.long ? this.int() : short;
    this.#at += length;
  }

  /** A list that is not to be changed: several records may share it. */
  texts(): readonly string[] {
    const count = this.int();
    if (count === 1) return this.#single(this.text());
    return Array.from({ length: count }, () => this.text());
  }

  #single(text: string): readonly string[] {
    if (this.#lastSingle[0] !== text) this.#lastSingle = [text];
    return this.#lastSingle;
  }

  #short(from: number, length: number): string {
    const bytes = this.#bytes;
    const to = from + length;
    let slot = length;
    for (let at = Math.max(from, to - 4); at < to; at++) slot = slot * 31 + (bytes[at] as number);
    slot &= recentTexts - 1;
    const recent = this.#recent[slot] as string;
    if (recent.length === length && isAt(recent, bytes, from)) return recent;
    const text = bytes.toString('latin1', from, to);
    this.#recent[slot] = text;
    return text;
  }
}

function isAt(text: string, bytes: Uint8Array, from: number): boolean {
  for (let nth = 0; nth < text.length; nth++) if (text.charCodeAt(nth) !== bytes[from + nth]) return false;
  return true;
}
