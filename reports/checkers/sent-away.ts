import { Column } from '../evidence/columns.ts';
import type { Operation } from '../evidence/history.ts';
import type { NumbersOf } from '../evidence/numbers-of.ts';
import { reasonOf } from './reasons.ts';

/** What a buyer came to: bits. */
const granted = 1;
/** Their latest attempt was refused, for whatever reason but that they could not pay. */
const turnedAway = 2;

/**
 * Buyers who go on until nothing is left, and left all the same: by their last attempt, with how many seats
 * would have done. Memory: 13 bytes a buyer.
 */
export class SentAway {
  readonly #numbers: NumbersOf;
  /** By buyer. */
  readonly #came = new Column(new Uint8Array());
  /** Of their latest attempt: its end, in ns, and how many seats it was for. */
  readonly #ended = new Column(new Float64Array());
  readonly #size = new Column(new Int32Array());

  constructor(numbers: NumbersOf) {
    this.#numbers = numbers;
  }

  operation(operation: Operation): void {
    const { f, outcome, invoked, ended, error } = operation;
    if (f !== 'hold' && f !== 'order' && f !== 'book') return;
    const buyer = this.#numbers.buyer(operation);
    const isGranted = f === 'book' && outcome === 'ok';
    const before = isGranted ? granted : this.#came.at(buyer) & granted;
    this.#came.set(
      buyer,
      before | (outcome === 'fail' && reasonOf(error) !== 'payment-refused' ? turnedAway : 0),
    );
    this.#ended.set(buyer, ended ?? invoked);
    this.#size.set(buyer, this.#numbers.resources(operation).length);
  }

  /**
   * How many left though at least as many seats as they wanted were free when they last looked.
   *
   * @param freeSince of each seat that is unsold, in ns
   */
  among(freeSince: readonly number[]): number {
    const sorted = Float64Array.from(freeSince).sort();
    let count = 0;
    for (const [buyer, came] of this.#came.values.entries()) {
      const latest = sorted[this.#size.at(buyer) - 1];
      if (came === turnedAway && latest !== undefined && latest < this.#ended.at(buyer)) count++;
    }
    return count;
  }
}
