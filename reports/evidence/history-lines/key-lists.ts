import type { Texts } from './texts.ts';

/** Something acted on: a seat, a pool. Their numbers are their places in the order they were first named. */
export interface KeyList {
  names: readonly string[];
  numbers: readonly number[];
}

/** Keys of operations by their numbers: lists that all operations with one key share. */
export class KeyLists {
  readonly #texts: Texts;
  readonly #lists: (KeyList | undefined)[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  list(number: number): KeyList {
    const known = this.#lists[number];
    if (known !== undefined) return known;
    const names = JSON.parse(this.#texts.text(number)) as string[];
    const list = { names, numbers: names.map((name) => this.#numberOf(name)) };
    this.#lists[number] = list;
    return list;
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name) ?? this.#numbers.size;
    this.#numbers.set(name, known);
    return known;
  }
}
