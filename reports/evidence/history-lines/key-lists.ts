import { Column } from '../columns.ts';
import { hashOf } from './hash.ts';
import { Names } from './names.ts';
import { decodeText, type NewTexts } from './texts.ts';

const quote = 0x22;
const backslash = 0x5c;
const lastAscii = 0x7f;
/** `["` and `"]`, around the one name of nearly every key. */
const around = 2;
const several = -1;

/**
 * Keys of operations, which are lists of what is acted on: seats, a pool. All are numbers, in the order in which
 * they were first named, and text where somebody asks for it. A key that names one thing costs four bytes.
 */
export class KeyLists {
  readonly #things = new Names();
  readonly #decoded: (string | undefined)[] = [];
  /** By key: the one thing that it names. */
  readonly #only = new Column(new Int32Array(), several);
  readonly #lists = new Map<number, readonly number[]>();
  #count = 0;

  /** @param keys JSON lists that no batch before had: their numbers follow on those of the others */
  add({ bytes, ends }: NewTexts): void {
    let from = 0;
    for (const end of ends) {
      const key = this.#count++;
      if (namesOne(bytes, from, end)) this.#only.set(key, this.#numberOf(bytes, from + around, end - around));
      else this.#lists.set(key, this.#parsed(decodeText(Buffer.from(bytes.buffer), from, end)));
      from = end;
    }
  }

  /** Numbers of what a key names, in its order. */
  numbers(key: number): readonly number[] {
    const only = this.#only.at(key);
    return only === several ? (this.#lists.get(key) ?? []) : [only];
  }

  names(key: number): readonly string[] {
    const only = this.#only.at(key);
    if (only !== several) return [this.#name(only)];
    return (this.#lists.get(key) ?? []).map((number) => this.#name(number));
  }

  #name(number: number): string {
    const known = this.#decoded[number];
    if (known !== undefined) return known;
    const bytes = this.#things.bytesOf(number);
    const name = decodeText(bytes, 0, bytes.length);
    this.#decoded[number] = name;
    return name;
  }

  #parsed(list: string): number[] {
    return (JSON.parse(list) as string[]).map((name) => this.#things.numberOfText(name));
  }

  #numberOf(bytes: Uint8Array, from: number, to: number): number {
    return this.#things.numberOf(bytes, from, to, hashOf(bytes, from, to));
  }
}

/** Whether a JSON list is one text, of ASCII and without escapes. */
function namesOne(bytes: Uint8Array, from: number, to: number): boolean {
  // Its first and its last bracket are there; a quote behind the first one begins a text.
  if (to - from < 2 * around || bytes[from + 1] !== quote || bytes[to - around] !== quote) return false;
  for (let at = from + around; at < to - around; at++) {
    const byte = bytes[at] as number;
    if (byte === quote || byte === backslash || byte > lastAscii) return false;
  }
  return true;
}
