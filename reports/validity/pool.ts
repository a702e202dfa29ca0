import type { Operation } from '../evidence/history.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Crowding } from './crowding.ts';

interface Attempt {
  buyer: string;
  from: number;
  until: number;
}

/**
 * How crowded a pool was. All of its buyers try for one thing, so what counts is how many units they asked for,
 * each buyer once, by each unit there is: 200 buyers for 200 tickets are no rivals at all. And one overlap of
 * two proves nothing of the other thousands: it is the share of attempts that overlapped another buyer's.
 * Memory: attempts.
 */
export class Pool {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #units: number;
  readonly #attempts = new Map<string, Attempt[]>();
  readonly #asked = new Map<string, Map<string, number>>();

  /** @param units how many there are, of all pools */
  constructor(claim: RunRecord['scenario']['claim'], units: number) {
    this.#claim = claim;
    this.#units = units;
  }

  operation({ f, key, process, invoked, ended, value }: Operation): void {
    if (f !== this.#claim) return;
    const attempt = { buyer: process, from: invoked, until: ended ?? Infinity };
    for (const resource of key) {
      const attempts = this.#attempts.get(resource) ?? [];
      this.#attempts.set(resource, attempts);
      attempts.push(attempt);
      const asked = this.#asked.get(resource) ?? new Map<string, number>();
      this.#asked.set(resource, asked);
      asked.set(process, Math.max(asked.get(process) ?? 0, value.quantity ?? 1));
    }
  }

  summary(): Crowding {
    let units = 0;
    for (const asked of this.#asked.values()) for (const each of asked.values()) units += each;
    let attempts = 0;
    let overlapped = 0;
    for (const each of this.#attempts.values()) {
      attempts += each.length;
      overlapped += overlappedAmong(each);
    }
    return {
      resources: this.#asked.size,
      medianRivals: this.#units > 0 ? units / this.#units : 0,
      overlapping: attempts === 0 ? 0 : overlapped / attempts,
    };
  }
}

/**
 * How many attempts overlap one of another buyer; those that only touch do not. One that began no later does
 * when it lasted beyond this one's beginning, and of those the longest of another buyer tells; one that began
 * later does when it began before this one's end, and of those the first of another buyer tells.
 */
function overlappedAmong(attempts: readonly Attempt[]): number {
  const sorted = [...attempts].sort((a, b) => a.from - b.from);
  const found = new Set<Attempt>();
  let longest: Attempt | null = null;
  let longestOfOther: Attempt | null = null;
  for (const attempt of sorted) {
    const rival: Attempt | null = longest?.buyer === attempt.buyer ? longestOfOther : longest;
    if (rival !== null && rival.until > attempt.from) found.add(attempt);
    if (longest === null || attempt.until > longest.until) {
      if (longest !== null && longest.buyer !== attempt.buyer) longestOfOther = longest;
      longest = attempt;
    } else if (attempt.buyer !== longest.buyer && attempt.until > (longestOfOther?.until ?? -Infinity)) {
      longestOfOther = attempt;
    }
  }
  let next: Attempt | null = null;
  let nextOfOther: Attempt | null = null;
  for (const attempt of sorted.reverse()) {
    const rival: Attempt | null = next?.buyer === attempt.buyer ? nextOfOther : next;
    if (rival !== null && rival.from < attempt.until) found.add(attempt);
    if (next !== null && next.buyer !== attempt.buyer) nextOfOther = next;
    next = attempt;
  }
  return found.size;
}
