import { doubled } from '../doubled.ts';
import { hashOf } from './hash.ts';
import { encodeText, type NewTexts } from './texts.ts';

/**
 * Numbers for byte strings, from 0 in the order they first come: a hash table with open addressing (linear
 * probing) over one stretch of memory, so that a name costs its bytes and some ten more.
 */
export class Names {
  #bytes = new Uint8Array(1 << 16);
  /** Where each name ends in the bytes. */
  #ends = new Int32Array(1 << 12);
  /** By hash: the hash and the number + 1 of a name, side by side; 0 is free. */
  #slots = new Int32Array(1 << 14);
  #count = 0;
  #told = 0;

  /** @param hash as `hashOf` has it */
  numberOf(from: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
      const number = (slots[slot + 1] as number) - 1;
      if (number < 0) return this.#add(from, start, end, hash);
      if (slots[slot] === hash && this.#is(number, from, start, end)) return number;
    }
  }

  numberOfText(text: string): number {
    const bytes = encodeText(text);
    return this.numberOf(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
  }

  /** A name, where it stands: not to be kept. */
  bytesOf(number: number): Buffer {
    const start = this.#endOf(number - 1);
    return Buffer.from(this.#bytes.buffer, start, this.#endOf(number) - start);
  }

  /** The names that came since this was last asked. */
  news(): NewTexts {
    const start = this.#endOf(this.#told - 1);
    const bytes = this.#bytes.slice(start, this.#endOf(this.#count - 1));
    const ends = this.#ends.slice(this.#told, this.#count).map((end) => end - start);
    this.#told = this.#count;
    return { bytes, ends };
  }

  #endOf(number: number): number {
    return number < 0 ? 0 : (this.#ends[number] as number);
  }

  #is(number: number, from: Uint8Array, start: number, end: number): boolean {
    const own = this.#endOf(number - 1);
    if (this.#endOf(number) - own !== end - start) return false;
    for (let at = start; at < end; at++) if (this.#bytes[own + at - start] !== from[at]) return false;
    return true;
  }

  #add(from: Uint8Array, start: number, end: number, hash: number): number {
    const number = this.#count++;
    const own = this.#endOf(number - 1);
    const until = own + end - start;
    while (until > this.#bytes.length) this.#bytes = doubled(this.#bytes);
    if (number === this.#ends.length) this.#ends = doubled(this.#ends);
    for (let at = start; at < end; at++) this.#bytes[own + at - start] = from[at] as number;
    this.#ends[number] = until;
    if (this.#count * 4 > this.#slots.length) this.#slots = replaced(this.#slots);
    place(this.#slots, hash, number + 1);
    return number;
  }
}

function replaced(slots: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(slots.length * 2);
  for (let slot = 0; slot < slots.length; slot += 2) {
    const held = slots[slot + 1] as number;
    if (held !== 0) place(larger, slots[slot] as number, held);
  }
  return larger;
}

function place(slots: Int32Array, hash: number, held: number): void {
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
  slots[slot] = hash;
  slots[slot + 1] = held;
}
