import type { Operation } from '../evidence/history.ts';
import { operationNames } from '../evidence/history-lines/batch.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';

/**
 * Tells an effect from its repetition: an operation that succeeded and is sent again with its idempotency key
 * is answered again, and happened once. Where there is no key, an order's id does as well. Memory: what
 * succeeded. Several may share one and ask about the same operation one after the other.
 */
export class Effects {
  readonly #numbers = new NumbersOf();
  /** Who did what with a key, or to an order: nearly always one buyer one thing. */
  readonly #byKey = new Map<string, number | number[]>();
  readonly #byOrder = new Map<string, number | number[]>();
  /** A bit for each hash of a key that succeeded: nearly all that come once are told by it alone. */
  readonly #marks = new Uint8Array(1 << 18);
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
    const { idempotencyKey, f, outcome, value } = operation;
    const known = idempotencyKey === null ? this.#byOrder : this.#byKey;
    const name = idempotencyKey ?? value.order;
    if (name === undefined) return false;
    const found = known.get(name);
    const who = this.#numbers.buyer(operation) * 16 + operationNames.indexOf(f);
    if (found === who || (Array.isArray(found) && found.includes(who))) return true;
    if (outcome === 'ok') known.set(name, found === undefined ? who : [found, who].flat());
    return false;
  }
}
