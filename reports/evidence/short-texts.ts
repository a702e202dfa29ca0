import { doubled } from './doubled.ts';
import type { Names } from './history-lines/names.ts';

const room = 48;

/** Texts by small numbers that are used again and again: bytes until somebody asks for the text. */
export class ShortTexts {
  #bytes = Buffer.alloc(room << 10);
  /** -1 for none, -2 for one that does not fit. */
  #lengths = new Int8Array(1 << 10).fill(-1);
  readonly #long = new Map<number, string>();

  /** Keeps a stretch of ASCII. */
  setBytes(number: number, bytes: Buffer, from: number, length: number): void {
    if (length > room) {
      this.setText(number, bytes.toString('latin1', from, from + length));
      return;
    }
    while (number >= this.#lengths.length) this.#grow();
    const at = number * room;
    for (let nth = 0; nth < length; nth++) this.#bytes[at + nth] = bytes[from + nth] as number;
    this.#lengths[number] = length;
  }

  setText(number: number, text: string | null): void {
    while (number >= this.#lengths.length) this.#grow();
    this.#lengths[number] = text === null ? -1 : -2;
    if (text !== null) this.#long.set(number, text);
  }

  text(number: number): string | null {
    const length = this.#lengths[number] ?? -1;
    if (length === -2) return this.#long.get(number) ?? null;
    return length < 0 ? null : this.#bytes.toString('latin1', number * room, number * room + length);
  }

  /** The number that a text has among names; -1 for none. */
  numberIn(names: Names, number: number, hash: number): number {
    const length = this.#lengths[number] ?? -1;
    if (length >= 0) return names.numberOf(this.#bytes, number * room, number * room + length, hash);
    const text = this.text(number);
    return text === null ? -1 : names.numberOfText(text);
  }

  #grow(): void {
    this.#bytes = Buffer.from(doubled(new Uint8Array(this.#bytes)).buffer);
    const lengths = new Int8Array(this.#lengths.length * 2).fill(-1);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}
