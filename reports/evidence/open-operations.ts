import { doubled } from './doubled.ts';

const none = -1;

/**
 * What processes have begun and not ended, as numbers in lists: a process nearly always has one. Slots of what
 * ended are used again, so memory is that of the most at one time.
 */
export class OpenOperations {
  /** By process: the slot of its first, and since which line it has any. */
  #first = new Int32Array(1 << 12).fill(none);
  #since = new Int32Array(1 << 12);
  /** By slot. */
  #next = new Int32Array(1 << 12);
  #f = new Uint8Array(1 << 12);
  #key = new Int32Array(1 << 12);
  #index = new Int32Array(1 << 12);
  #invoked = new Float64Array(1 << 12);
  #free = none;
  #slots = 0;

  /** The earliest of a process with this name and key; -1 where there is none. */
  find(process: number, f: number, key: number): number {
    if (process >= this.#first.length) return none;
    let slot = this.#first[process] as number;
    while (slot !== none && (this.#f[slot] !== f || this.#key[slot] !== key))
      slot = this.#next[slot] as number;
    return slot;
  }

  begin(of: { process: number; f: number; key: number; index: number; time: number }): number {
    const { process } = of;
    while (process >= this.#first.length) this.#moreProcesses();
    const slot = this.#newSlot();
    this.#f[slot] = of.f;
    this.#key[slot] = of.key;
    this.#index[slot] = of.index;
    this.#invoked[slot] = of.time;
    this.#next[slot] = none;
    const first = this.#first[process] as number;
    if (first === none) {
      this.#first[process] = slot;
      this.#since[process] = of.index;
    } else this.#next[this.#lastFrom(first)] = slot;
    return slot;
  }

  end(process: number, slot: number): void {
    let before = this.#first[process] as number;
    if (before === slot) this.#first[process] = this.#next[slot] as number;
    else {
      while (this.#next[before] !== slot) before = this.#next[before] as number;
      this.#next[before] = this.#next[slot] as number;
    }
    this.#next[slot] = this.#free;
    this.#free = slot;
  }

  index(slot: number): number {
    return this.#index[slot] as number;
  }

  invoked(slot: number): number {
    return this.#invoked[slot] as number;
  }

  f(slot: number): number {
    return this.#f[slot] as number;
  }

  key(slot: number): number {
    return this.#key[slot] as number;
  }

  /** What never ended: processes in the order in which they last began to have something open. */
  *left(): Generator<{ process: number; slot: number }> {
    const processes: number[] = [];
    for (let process = 0; process < this.#first.length; process++) {
      if (this.#first[process] !== none) processes.push(process);
    }
    processes.sort((a, b) => (this.#since[a] as number) - (this.#since[b] as number));
    for (const process of processes) {
      for (let slot = this.#first[process] as number; slot !== none; slot = this.#next[slot] as number) {
        yield { process, slot };
      }
    }
  }

  #lastFrom(first: number): number {
    let last = first;
    while (this.#next[last] !== none) last = this.#next[last] as number;
    return last;
  }

  #newSlot(): number {
    const slot = this.#free;
    if (slot !== none) {
      this.#free = this.#next[slot] as number;
      return slot;
    }
    if (this.#slots === this.#next.length) this.#moreSlots();
    return this.#slots++;
  }

  #moreProcesses(): void {
    const first = new Int32Array(this.#first.length * 2).fill(none);
    first.set(this.#first);
    this.#first = first;
    this.#since = doubled(this.#since);
  }

  #moreSlots(): void {
    this.#next = doubled(this.#next);
    this.#f = doubled(this.#f);
    this.#key = doubled(this.#key);
    this.#index = doubled(this.#index);
    this.#invoked = doubled(this.#invoked);
  }
}
