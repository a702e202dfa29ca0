import type { Operation } from '../evidence/history.ts';

/**
 * Tells an effect from its repetition: an operation that succeeded and is sent again with its idempotency key
 * is answered again, and happened once. Where there is no key, an order's id does as well. Memory: what
 * succeeded.
 */
export class Effects {
  readonly #known = new Set<string>();

  /** Whether such an operation has succeeded before; one that succeeds now is known from then on. */
  isRepeated(operation: Operation): boolean {
    const name = nameOf(operation);
    if (name === null) return false;
    if (this.#known.has(name)) return true;
    if (operation.outcome === 'ok') this.#known.add(name);
    return false;
  }
}

function nameOf({ f, process, idempotencyKey, value }: Operation): string | null {
  if (idempotencyKey !== null) return JSON.stringify([f, process, 'key', idempotencyKey]);
  return value.order === undefined ? null : JSON.stringify([f, process, 'order', value.order]);
}
