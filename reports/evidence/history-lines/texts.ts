import { hashOf } from './hash.ts';

/** Texts as bytes: those of ASCII as they are, others in UTF-16 after a byte that ASCII does not have. */
const wide = 0xff;

export function encodeText(text: string): Buffer {
  // Lone surrogates, which JSON may hold, have no UTF-8: two of them must not become one name.
  if (isAscii(text)) return Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.of(wide), Buffer.from(text, 'utf16le')]);
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

export function hashOfText(text: string): number {
  const bytes = encodeText(text);
  return hashOf(bytes, 0, bytes.length);
}

export function decodeText(bytes: Buffer, from: number, to: number): string {
  const isWide = to > from && bytes[from] === wide;
  return isWide ? bytes.toString('utf16le', from + 1, to) : bytes.toString('latin1', from, to);
}

/** Texts that came after others, in their order. Their numbers go on where those of the others ended. */
export interface NewTexts {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends in `bytes`. */
  ends: Int32Array<ArrayBuffer>;
}

/** Texts by their numbers, decoded when first asked for. */
export class Texts {
  readonly #decoded: (string | undefined)[] = [];
  readonly #parts: { first: number; bytes: Buffer; ends: Int32Array }[] = [];
  count = 0;

  add({ bytes, ends }: NewTexts): void {
    if (ends.length === 0) return;
    this.#parts.push({ first: this.count, bytes: Buffer.from(bytes.buffer), ends });
    this.count += ends.length;
  }

  text(number: number): string {
    const known = this.#decoded[number];
    if (known !== undefined) return known;
    const { first, bytes, ends } = this.#partOf(number);
    const nth = number - first;
    const text = decodeText(bytes, nth === 0 ? 0 : (ends[nth - 1] ?? 0), ends[nth] ?? 0);
    this.#decoded[number] = text;
    return text;
  }

  /** The last part that begins no later. */
  #partOf(number: number): { first: number; bytes: Buffer; ends: Int32Array } {
    let [low, high] = [0, this.#parts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#parts[middle]?.first ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    const part = this.#parts[low];
    if (part === undefined) throw new RangeError(`no text has the number ${number}`);
    return part;
  }
}
