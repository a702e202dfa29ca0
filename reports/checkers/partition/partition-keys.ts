import { hashOf } from '../../evidence/history-lines/hash.ts';
import { Names } from '../../evidence/history-lines/names.ts';
import { encodeText, type NewTexts } from '../../evidence/history-lines/texts.ts';

const room = 128;

/** Numbers for the keys of partitions, from 0 in the order they first come. */
export class PartitionKeys {
  readonly #names = new Names();
  readonly #scratch = new Uint8Array(room);

  numberOf(key: string): number {
    const { length } = key;
    if (length > room) return this.#add(encodeText(key));
    const bytes = this.#scratch;
    for (let at = 0; at < length; at++) {
      const code = key.charCodeAt(at);
      if (code > 0x7f) return this.#add(encodeText(key));
      bytes[at] = code;
    }
    return this.#names.numberOf(bytes, 0, length, hashOf(bytes, 0, length));
  }

  /** All of them, by their numbers. */
  all(): NewTexts {
    return this.#names.news();
  }

  #add(bytes: Uint8Array): number {
    return this.#names.numberOf(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
  }
}
