import {
  absent,
  type Batch,
  field,
  fieldsPerLine,
  has,
  lineTypes,
  numberFields,
  operationNames,
} from './batch.ts';
import { bytesOf, Cursor } from './cursor.ts';
import { hashOf } from './hash.ts';
import type { Names } from './names.ts';

type Target = Pick<Batch, 'times' | 'fields' | 'numbers'>;

/** Part of a file that begins with a line. */
export interface Stretch {
  bytes: Buffer;
  from: number;
  to: number;
}

const newline = 0x0a;

const begin = bytesOf('{"time":');
const process = bytesOf(',"process":"');
const type = bytesOf(',"type":"');
const f = bytesOf(',"f":"');
const key = bytesOf(',"key":[');
const value = bytesOf(',"value":');
const none = bytesOf('null');
const object = bytesOf('{');
const idempotencyKey = bytesOf(',"idempotencyKey":"');
const error = bytesOf(',"error":"');
const end = bytesOf('}');
const comma = bytesOf(',');
const quote = bytesOf('"');
const listEnd = bytesOf(']');
const types = lineTypes.map((each) => bytesOf(`${each}"`));
const names = operationNames.map((each) => bytesOf(`${each}"`));
const valueFields = [...numberFields.map((name) => bytesOf(`"${name}":`)), bytesOf('"order":"')];
const orderField = numberFields.length;
const bits = [...numberFields.map((name) => has[name]), has.order];

/**
 * Reads a line of a history as the recorder writes it: keys in the order of the contract, no space, no
 * escapes. It refuses every other line, which may be as sound, and must then be read as JSON.
 */
export class LineScanner {
  readonly #cursor = new Cursor();
  readonly #processes: Names;
  readonly #keys: Names;

  constructor(processes: Names, keys: Names) {
    this.#processes = processes;
    this.#keys = keys;
  }

  /**
   * Reads the line at `from` into a row, and answers where it ends: at its newline, or at `to`. A line that it
   * refuses, with -1, leaves that row void.
   */
  scan({ bytes, from, to }: Stretch, target: Target, row: number): number {
    const cursor = this.#cursor;
    const { fields } = target;
    const at = row * fieldsPerLine;
    cursor.bytes = bytes;
    cursor.at = from;
    cursor.lost = false;
    cursor.expect(begin);
    target.times[row] = cursor.number();
    cursor.expect(process);
    cursor.hashedText();
    if (cursor.lost || cursor.start === cursor.end) return -1;
    const { start, end: until, hash } = cursor;
    cursor.expect(type);
    fields[at + field.type] = cursor.oneOf(types);
    cursor.expect(f);
    fields[at + field.f] = cursor.oneOf(names);
    cursor.expect(key);
    if (cursor.lost) return -1;
    const listFrom = cursor.at - 1;
    this.#list();
    const listTo = cursor.at;
    cursor.expect(value);
    if (cursor.lost) return -1;
    this.#value(target, row);
    cursor.hash = 0;
    this.#text(idempotencyKey, fields, at + field.idempotencyKeyAt);
    fields[at + field.keyHash] = cursor.hash;
    this.#text(error, fields, at + field.errorAt);
    cursor.expect(end);
    if (cursor.lost || cursor.at > to || (cursor.at < to && bytes[cursor.at] !== newline)) return -1;
    fields[at + field.process] = this.#processes.numberOf(bytes, start, until, hash);
    fields[at + field.key] = this.#keys.numberOf(bytes, listFrom, listTo, hashOf(bytes, listFrom, listTo));
    return cursor.at;
  }

  /** A list of texts after its opening bracket. */
  #list(): void {
    const cursor = this.#cursor;
    if (cursor.skip(listEnd)) return;
    do {
      cursor.expect(quote);
      cursor.text();
    } while (!cursor.lost && cursor.skip(comma));
    cursor.expect(listEnd);
  }

  #value({ fields, numbers }: Target, row: number): void {
    const cursor = this.#cursor;
    const at = row * fieldsPerLine;
    fields[at + field.value] = 0;
    if (cursor.skip(none)) return;
    cursor.expect(object);
    if (cursor.lost || cursor.skip(end)) return;
    let found = 0;
    do {
      const which = cursor.oneOf(valueFields);
      const bit = bits[which] as number;
      // The last of two fields with one name counts, which is for the other reader to know.
      if ((found & bit) !== 0) cursor.lost = true;
      found |= bit;
      if (which === orderField) {
        cursor.text();
        fields[at + field.orderAt] = cursor.start;
        fields[at + field.orderLength] = cursor.end - cursor.start;
      } else numbers[row * numberFields.length + which] = cursor.number();
    } while (!cursor.lost && cursor.skip(comma));
    cursor.expect(end);
    fields[at + field.value] = found;
  }

  /** A text that may be absent: where it stands, then its length. */
  #text(name: Uint8Array, fields: Int32Array, at: number): void {
    const cursor = this.#cursor;
    if (!cursor.skip(name)) {
      fields[at + 1] = absent;
      return;
    }
    cursor.hashedText();
    fields[at] = cursor.start;
    fields[at + 1] = cursor.end - cursor.start;
  }
}
