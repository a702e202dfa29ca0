import { lengthOf } from './text-lengths.ts';

/** Puts one record after the other into bytes that are used again for each. */
export class RecordWriter {
  bytes = new Uint8Array(1 << 12);
  length = 0;
  #view = new DataView(this.bytes.buffer);

  begin(): void {
    this.length = 0;
  }

  byte(value: number): void {
    this.#room(1);
    this.bytes[this.length++] = value;
  }

  /** A whole number of 32 bits. */
  int(value: number): void {
    this.#room(4);
    this.#view.setInt32(this.length, value, true);
    this.length += 4;
  }

  number(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  text(text: string | null): void {
    if (text === null) this.byte(lengthOf.none);
    else if (text.length > lengthOf.longestShort || !this.#short(text)) this.#long(text);
  }

  texts(texts: readonly string[]): void {
    this.int(texts.length);
    for (const text of texts) this.text(text);
  }

  /** A byte a character, which nearly all ids allow. False where one does not fit. */
  #short(text: string): boolean {
    const { length } = text;
    this.#room(length + 1);
    const { bytes } = this;
    const from = this.length + 1;
    for (let nth = 0; nth < length; nth++) {
      const code = text.charCodeAt(nth);
      if (code > 0xff) return false;
      bytes[from + nth] = code;
    }
    bytes[this.length] = length;
    this.length = from + length;
    return true;
  }

  #long(text: string): void {
    this.byte(lengthOf.long);
    const own = Buffer.from(text, 'utf16le');
    this.int(own.length);
    this.#room(own.length);
    this.bytes.set(own, this.length);
    this.length += own.length;
  }

  #room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes);
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
