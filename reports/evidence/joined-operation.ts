import type { Operation, OperationName, OperationValue } from './history.ts';
import type { KeyList } from './history-lines/key-lists.ts';
import type { Texts } from './history-lines/texts.ts';

/** What shares an operation's names: numbers tell them apart without the text. */
export interface JoinedNames {
  processes: Texts;
  keys: { list(number: number): KeyList };
}

/**
 * An operation of a history that is being read. Its names are numbers, and become text only where somebody
 * asks for it: most of what most operations say is never looked at. To keep one, keep what {@link plain} gives.
 */
export class JoinedOperation implements Operation {
  index = 0;
  endIndex: number | null = null;
  f: OperationName = 'view';
  idempotencyKey: string | null = null;
  invoked = 0;
  ended: number | null = null;
  outcome: Operation['outcome'] = 'info';
  error: string | null = null;
  value: OperationValue = {};
  /** The process's number: as many as there are, from 0. */
  buyer = 0;
  readonly #names: JoinedNames;
  readonly #key: number;

  constructor(names: JoinedNames, buyer: number, key: number) {
    this.#names = names;
    this.buyer = buyer;
    this.#key = key;
  }

  get process(): string {
    return this.#names.processes.text(this.buyer);
  }

  get key(): readonly string[] {
    return this.#names.keys.list(this.#key).names;
  }

  /** Numbers of what the key names, in its order. */
  get resources(): readonly number[] {
    return this.#names.keys.list(this.#key).numbers;
  }

  plain(): Operation {
    const { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value } = this;
    return { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value };
  }
}
