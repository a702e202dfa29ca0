import { Column } from './columns.ts';

const none = -1;

/**
 * A set of pairs of numbers (not negative, below 2³¹ − 1), of whom most have one partner alone: that one stands
 * in a column, four bytes each. Further ones take 12 to 24: open addressing, linear probing.
 */
export class Pairs {
  readonly #first = new Column(new Int32Array(), none);
  /** One of each pair + 1, so that 0 is free, and the other, side by side. */
  #slots = new Int32Array(1 << 12);
  #count = 0;

  /** False when it was there. */
  add(one: number, other: number): boolean {
    const first = this.#first.at(one);
    if (first === other) return false;
    if (first === none) {
      this.#first.set(one, other);
      return true;
    }
    if (!place(this.#slots, one + 1, other)) return false;
    this.#count++;
    if (this.#count * 3 > this.#slots.length) this.#grow();
    return true;
  }

  #grow(): void {
    const slots = this.#slots;
    this.#slots = new Int32Array(slots.length * 2);
    for (let slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot] !== 0) place(this.#slots, slots[slot] as number, slots[slot + 1] as number);
    }
  }
}

function place(slots: Int32Array, one: number, other: number): boolean {
  const mask = slots.length - 1;
  // Murmur3's last steps, for numbers that follow each other must not stand in one row.
  let hash = Math.imul(one, 0x9e3779b1) ^ other;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash ^= hash >>> 13;
  let slot = (hash << 1) & mask;
  while (slots[slot] !== 0) {
    if (slots[slot] === one && slots[slot + 1] === other) return false;
    slot = (slot + 2) & mask;
  }
  slots[slot] = one;
  slots[slot + 1] = other;
  return true;
}
