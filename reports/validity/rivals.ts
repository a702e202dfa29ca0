import type { Operation } from '../evidence/history.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Crowding } from './crowding.ts';

/** What was tried on one resource. */
interface Tried {
  buyers: Set<string>;
  overlapped: boolean;
  /** The attempt that lasted longest so far, and the longest of another buyer. */
  latest: Attempt;
  latestOfOther: Attempt | null;
}
interface Attempt {
  buyer: string;
  ended: number;
}

/**
 * How crowded a sale of seats was: how many buyers tried for each resource, and on which of them attempts of
 * different buyers overlapped in time. Attempts arrive in the order of their ends, so two overlap if, and
 * only if, the later one began before the end of an earlier one; the two latest of different buyers are
 * enough to know. Memory: buyers × resources they tried.
 */
export class Rivals {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #tried = new Map<string, Tried>();

  constructor(claim: RunRecord['scenario']['claim']) {
    this.#claim = claim;
  }

  operation({ f, key, process, invoked, ended }: Operation): void {
    if (f !== this.#claim) return;
    const attempt = { buyer: process, ended: ended ?? Infinity };
    for (const resource of key) {
      const tried = this.#tried.get(resource);
      if (tried === undefined) {
        this.#tried.set(resource, {
          buyers: new Set([process]),
          overlapped: false,
          latest: attempt,
          latestOfOther: null,
        });
      } else note(tried, attempt, invoked);
    }
  }

  /**
   * @param resources how many there are: those that nobody tried count too; null where only tried ones are known
   */
  summary(resources: number | null): Crowding {
    const count = Math.max(resources ?? 0, this.#tried.size);
    const rivals = Float64Array.from([...this.#tried.values()].map(({ buyers }) => buyers.size)).sort();
    const untried = count - rivals.length;
    // Untried resources stand in front of the sorted ones, with no rivals each.
    const at = (position: number) => (position < untried ? 0 : (rivals[position - untried] ?? 0));
    const medianRivals = count === 0 ? 0 : (at((count - 1) >> 1) + at(count >> 1)) / 2;
    const overlapped = [...this.#tried.values()].filter((tried) => tried.overlapped).length;
    return { resources: count, medianRivals, overlapping: count === 0 ? 0 : overlapped / count };
  }
}

function note(tried: Tried, attempt: Attempt, invoked: number): void {
  const { latest } = tried;
  tried.buyers.add(attempt.buyer);
  const rival = latest.buyer === attempt.buyer ? tried.latestOfOther : latest;
  if (rival !== null && rival.ended > invoked) tried.overlapped = true;
  if (latest.buyer !== attempt.buyer) tried.latestOfOther = latest;
  tried.latest = attempt;
}
