import type { Operation } from '../evidence/history.ts';
import { operationNames } from '../evidence/history-lines/batch.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import { Deeds } from './deeds.ts';

/**
 * Tells an effect from its repetition: an operation that succeeded and is sent again with its idempotency key
 * is answered again, and happened once. Where there is no key, an order's id does as well. Memory: what
 * succeeded, some 70 bytes each. Several may share one and ask about the same operation one after the other.
 */
export class Effects {
  readonly #numbers = new NumbersOf();
  readonly #byKey = new Deeds();
  readonly #byOrder = new Deeds();
  /** A bit for each hash of a key that succeeded: nearly all that come once are told by it alone. */
  readonly #marks = new Uint8Array(1 << 19);
  #asked: Operation | null = null;
  #answer = false;

  /** Whether such an operation has succeeded before; one that succeeds now is known from then on. */
  isRepeated(operation: Operation): boolean {
    if (operation !== this.#asked) {
      this.#asked = operation;
      this.#answer = this.#isKnown(operation);
    }
    return this.#answer;
  }

  #isKnown(operation: Operation): boolean {
    const hash = this.#numbers.keyHash(operation);
    const mark = (hash >>> 3) & (this.#marks.length - 1);
    const bit = 1 << (hash & 7);
    const marked = ((this.#marks[mark] as number) & bit) !== 0;
    if (hash !== 0 && !marked && operation.outcome !== 'ok') return false;
    if (operation.outcome === 'ok') this.#marks[mark] = (this.#marks[mark] as number) | bit;
    return this.#isNamed(operation);
  }

  #isNamed(operation: Operation): boolean {
    const { f, outcome, value } = operation;
    const key = this.#numbers.keyIn(this.#byKey.names, operation);
    const deeds = key === -1 ? this.#byOrder : this.#byKey;
    if (key === -1 && value.order === undefined) return false;
    const name = key === -1 ? deeds.names.numberOfText(value.order ?? '') : key;
    const who = this.#numbers.buyer(operation) * 16 + operationNames.indexOf(f);
    if (deeds.has(name, who)) return true;
    if (outcome === 'ok') deeds.add(name, who);
    return false;
  }
}
