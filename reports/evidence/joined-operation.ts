import type { Operation, OperationName, OperationValue } from './history.ts';
import type { KeyLists } from './history-lines/key-lists.ts';
import type { Names } from './history-lines/names.ts';
import type { Texts } from './history-lines/texts.ts';
import type { ShortTexts } from './short-texts.ts';

/** What shares an operation's names: numbers tell them apart without the text. */
export interface JoinedNames {
  processes: Texts;
  keys: Pick<KeyLists, 'names' | 'numbers'>;
  /** Idempotency keys by the slots of what is open. */
  idempotencyKeys: ShortTexts;
}

/**
 * An operation of a history that is being read. Its names are numbers, and become text only where somebody
 * asks for it: most of what most operations say is never looked at. To keep one, keep what {@link plain} gives.
 */
export class JoinedOperation implements Operation {
  index = 0;
  endIndex: number | null = null;
  f: OperationName = 'view';
  invoked = 0;
  ended: number | null = null;
  outcome: Operation['outcome'] = 'info';
  error: string | null = null;
  value: OperationValue = {};
  /** The process's number: as many as there are, from 0. */
  buyer = 0;
  /** A hash of the idempotency key; 0 where there is none. */
  keyHash = 0;
  readonly #names: JoinedNames;
  readonly #key: number;
  #slot: number;
  #idempotencyKey: string | null | undefined;

  constructor(names: JoinedNames, of: { buyer: number; key: number; slot: number }) {
    this.#names = names;
    this.buyer = of.buyer;
    this.#key = of.key;
    this.#slot = of.slot;
  }

  /** Only while the operation streams by: then its place is another's. */
  get idempotencyKey(): string | null {
    if (this.#idempotencyKey === undefined) {
      if (this.#slot < 0) throw new Error('an operation that streamed by was kept: keep what plain() gives');
      this.#idempotencyKey = this.#names.idempotencyKeys.text(this.#slot);
    }
    return this.#idempotencyKey;
  }

  /** What its end says, where its invoke said none. */
  set idempotencyKey(key: string | null) {
    this.#idempotencyKey = key;
  }

  /** The number that its idempotency key has among names; -1 where there is none. */
  keyNumberIn(names: Names): number {
    if (this.#idempotencyKey === undefined && this.#slot >= 0) {
      return this.#names.idempotencyKeys.numberIn(names, this.#slot, this.keyHash);
    }
    return this.idempotencyKey === null ? -1 : names.numberOfText(this.idempotencyKey);
  }

  /** It has streamed by. */
  passed(): void {
    this.#slot = -1;
  }

  /** The names of all processes, by their numbers. */
  get processes(): Texts {
    return this.#names.processes;
  }

  get process(): string {
    return this.#names.processes.text(this.buyer);
  }

  get key(): readonly string[] {
    return this.#names.keys.names(this.#key);
  }

  /** Numbers of what the key names, in its order. */
  get resources(): readonly number[] {
    return this.#names.keys.numbers(this.#key);
  }

  plain(): Operation {
    const { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value } = this;
    return { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value };
  }
}
