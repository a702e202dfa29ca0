import type { Answer, Available } from '../clients/client.ts';

/**
 * What a refused buyer goes on to: so many of those that are free, side by side in the order listed, at a
 * random place among them. Null when there are too few.
 */
export function amongFree(
  free: readonly string[],
  { size, random }: { size: number; random(): number },
): string[] | null {
  if (free.length < size) return null;
  const start = Math.floor(random() * (free.length - size + 1));
  return free.slice(start, start + size);
}

/**
 * Every stretch of so many seats once, in a drawn order, where nobody says which are free. Steps of a length
 * that shares no divisor with their number lead through all places without a list of them.
 */
export class Unseen {
  readonly #seats: readonly string[];
  readonly #size: number;
  readonly #places: number;
  readonly #step: number;
  #at: number;
  #left: number;

  constructor(seats: readonly string[], { size, random }: { size: number; random(): number }) {
    this.#seats = seats;
    this.#size = size;
    this.#places = Math.max(0, seats.length - size + 1);
    this.#left = this.#places;
    this.#at = Math.floor(random() * this.#places);
    this.#step = coprimeFrom(1 + Math.floor(random() * this.#places), this.#places);
  }

  next(): string[] | null {
    if (this.#left === 0) return null;
    this.#left--;
    const start = this.#at;
    this.#at = (this.#at + this.#step) % this.#places;
    return Array.from({ length: this.#size }, (_, nth) => this.#seats[start + nth] ?? '');
  }
}

function coprimeFrom(step: number, places: number): number {
  for (let each = step; ; each++) if (divisor(each, places) <= 1) return each;
}

/** Euclid's greatest common divisor. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A list is gone through by us, where nobody catches what a client of another shape makes of it. */
export function understoodFree(answer: Answer<Available>): Answer<Available> {
  if (answer.outcome !== 'done' || Array.isArray(answer.value?.resources)) return answer;
  return {
    outcome: 'client-bug',
    error: `available answered ${JSON.stringify(answer.value)}, without resources`,
  };
}
