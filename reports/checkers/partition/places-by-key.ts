const pairsPerChunk = 1 << 15;

/** Places by their keys' numbers: those of key k end at `ends[k]`, where those of the next begin. */
export interface SortedPlaces {
  places: Int32Array;
  ends: Int32Array;
}

/** Places under the numbers of keys: eight bytes a pair, and at the end four more. */
export class PlacesByKey {
  /** Key and place, side by side. */
  #chunks: Int32Array[] = [];
  #last = new Int32Array(0);
  #used = 0;
  #keys = 0;

  add(key: number, place: number): void {
    if (this.#used === this.#last.length) {
      this.#last = new Int32Array(pairsPerChunk * 2);
      this.#chunks.push(this.#last);
      this.#used = 0;
    }
    this.#last[this.#used] = key;
    this.#last[this.#used + 1] = place;
    this.#used += 2;
    if (key >= this.#keys) this.#keys = key + 1;
  }

  /**
   * Every key's places in the order they came, in memory that threads can share; the pairs are let go. By
   * counting: as many steps as there are pairs and keys.
   */
  sorted(): SortedPlaces {
    const ends = sharedInts(this.#keys);
    let pairs = 0;
    for (const chunk of this.#chunks) {
      const used = this.#usedOf(chunk);
      for (let at = 0; at < used; at += 2)
        ends[chunk[at] as number] = (ends[chunk[at] as number] as number) + 1;
      pairs += used / 2;
    }
    let before = 0;
    for (let key = 0; key < ends.length; key++) {
      const count = ends[key] as number;
      ends[key] = before;
      before += count;
    }
    const places = sharedInts(pairs);
    for (const chunk of this.#chunks) {
      const used = this.#usedOf(chunk);
      for (let at = 0; at < used; at += 2) {
        const key = chunk[at] as number;
        const next = ends[key] as number;
        places[next] = chunk[at + 1] as number;
        ends[key] = next + 1;
      }
    }
    this.#chunks = [];
    return { places, ends };
  }

  #usedOf(chunk: Int32Array): number {
    return chunk === this.#last ? this.#used : chunk.length;
  }
}

const sharedInts = (length: number) =>
  new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
