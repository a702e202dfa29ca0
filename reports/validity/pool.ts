import { Column } from '../evidence/columns.ts';
import type { Operation } from '../evidence/history.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Crowding } from './crowding.ts';

const nobody = -1;

/** Attempts at one pool, in columns. */
class Attempts {
  readonly buyers = new Column(new Int32Array());
  readonly from = new Column(new Float64Array());
  readonly until = new Column(new Float64Array());
  /** By buyer: the most units asked for at once. */
  readonly asked = new Column(new Float64Array());
  count = 0;
}

/**
 * How crowded a pool was. All of its buyers try for one thing, so what counts is how many units they asked for,
 * each buyer once, by each unit there is: 200 buyers for 200 tickets are no rivals at all. And one overlap of
 * two proves nothing of the other thousands: it is the share of attempts that overlapped another buyer's.
 * Memory: 20 bytes an attempt, and 8 a buyer.
 */
export class Pool {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #units: number;
  readonly #numbers = new NumbersOf();
  readonly #pools = new Map<number, Attempts>();

  /** @param units how many there are, of all pools */
  constructor(claim: RunRecord['scenario']['claim'], units: number) {
    this.#claim = claim;
    this.#units = units;
  }

  operation(operation: Operation): void {
    if (operation.f !== this.#claim) return;
    const { invoked, ended, value } = operation;
    const buyer = this.#numbers.buyer(operation);
    for (const resource of this.#numbers.resources(operation)) {
      const attempts = this.#pools.get(resource) ?? new Attempts();
      this.#pools.set(resource, attempts);
      const nth = attempts.count++;
      attempts.buyers.set(nth, buyer);
      attempts.from.set(nth, invoked);
      attempts.until.set(nth, ended ?? Infinity);
      attempts.asked.set(buyer, Math.max(attempts.asked.at(buyer), value.quantity ?? 1));
    }
  }

  summary(): Crowding {
    let units = 0;
    let attempts = 0;
    let overlapped = 0;
    for (const each of this.#pools.values()) {
      for (const asked of each.asked.values) units += asked;
      attempts += each.count;
      overlapped += overlappedAmong(each);
    }
    return {
      resources: this.#pools.size,
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
function overlappedAmong(attempts: Attempts): number {
  const from = attempts.from.values;
  const order = new Uint32Array(attempts.count)
    .map((_, nth) => nth)
    .sort((a, b) => at(from, a) - at(from, b));
  const overlapped = new Uint8Array(attempts.count);
  markByEarlier(attempts, order, overlapped);
  markByLater(attempts, order.reverse(), overlapped);
  return overlapped.reduce((sum, each) => sum + each, 0);
}

const at = (values: Int32Array | Float64Array, nth: number) => values[nth] ?? 0;

function markByEarlier(attempts: Attempts, order: Uint32Array, overlapped: Uint8Array): void {
  const [buyers, from, until] = [attempts.buyers.values, attempts.from.values, attempts.until.values];
  let longest = { buyer: nobody, until: -Infinity };
  let ofOther = longest;
  for (const nth of order) {
    const buyer = at(buyers, nth);
    const attempt = { buyer, until: at(until, nth) };
    const rival = longest.buyer === buyer ? ofOther : longest;
    if (rival.until > at(from, nth)) overlapped[nth] = 1;
    if (attempt.until > longest.until) {
      if (longest.buyer !== buyer) ofOther = longest;
      longest = attempt;
    } else if (buyer !== longest.buyer && attempt.until > ofOther.until) ofOther = attempt;
  }
}

function markByLater(attempts: Attempts, backwards: Uint32Array, overlapped: Uint8Array): void {
  const [buyers, from, until] = [attempts.buyers.values, attempts.from.values, attempts.until.values];
  let next = { buyer: nobody, from: Infinity };
  let ofOther = next;
  for (const nth of backwards) {
    const buyer = at(buyers, nth);
    const rival = next.buyer === buyer ? ofOther : next;
    if (rival.from < at(until, nth)) overlapped[nth] = 1;
    if (next.buyer !== buyer) ofOther = next;
    next = { buyer, from: at(from, nth) };
  }
}
