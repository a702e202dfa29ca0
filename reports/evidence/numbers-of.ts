import type { Operation } from './history.ts';
import type { Names } from './history-lines/names.ts';
import { hashOfText, type Texts } from './history-lines/texts.ts';
import { JoinedOperation } from './joined-operation.ts';

/**
 * Numbers for the buyers and the resources of operations, from 0, by which columns are kept of them. Those of
 * operations that are being read are known; others are numbered as they come. The two must not be mixed.
 */
export class NumbersOf {
  readonly #buyers = new Map<string, number>();
  readonly #resources = new Map<string, number>();
  #processes: Texts | null = null;

  buyer(operation: Operation): number {
    if (!(operation instanceof JoinedOperation)) return numberIn(this.#buyers, operation.process);
    this.#processes = operation.processes;
    return operation.buyer;
  }

  /** Who has a number that was given. */
  process(buyer: number): string {
    return this.#processes?.text(buyer) ?? [...this.#buyers.keys()][buyer] ?? '';
  }

  resources(operation: Operation): readonly number[] {
    if (operation instanceof JoinedOperation) return operation.resources;
    return operation.key.map((name) => numberIn(this.#resources, name));
  }

  /** A hash of the idempotency key: two that differ have two keys. */
  keyHash(operation: Operation): number {
    if (operation instanceof JoinedOperation) return operation.keyHash;
    return operation.idempotencyKey === null ? 0 : hashOfText(operation.idempotencyKey);
  }

  /** The number that the idempotency key has among names; -1 where there is none. */
  keyIn(names: Names, operation: Operation): number {
    if (operation instanceof JoinedOperation) return operation.keyNumberIn(names);
    return operation.idempotencyKey === null ? -1 : names.numberOfText(operation.idempotencyKey);
  }
}

function numberIn(known: Map<string, number>, name: string): number {
  const number = known.get(name) ?? known.size;
  known.set(name, number);
  return number;
}
