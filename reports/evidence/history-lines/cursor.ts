const plain = new Uint8Array(256);
for (let byte = 0x20; byte < 0x7f; byte++) plain[byte] = 1;
const quote = 0x22;
plain[quote] = 0;
plain[0x5c] = 0;

const zero = 0x30;
/** Digits that always fit a whole number that doubles hold exactly. */
const mostDigits = 15;

/**
 * Walks over bytes of JSON as our own writers write it. What it does not know exactly (space between tokens,
 * escapes, other than ASCII, numbers but plain whole ones) makes it `lost`: then another has to read it.
 */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  lost = false;
  /** Of the last text: where it stands, and its FNV-1a hash, not yet mixed. */
  start = 0;
  end = 0;
  hash = 0;

  /** Steps over these bytes. */
  expect(bytes: Uint8Array): void {
    if (!this.skip(bytes)) this.lost = true;
  }

  /** Steps over these bytes if they are next. */
  skip(bytes: Uint8Array): boolean {
    const own = this.bytes;
    const from = this.at;
    for (let nth = 0; nth < bytes.length; nth++) if (own[from + nth] !== bytes[nth]) return false;
    this.at = from + bytes.length;
    return true;
  }

  /** The rest of a text after its opening quote, and the closing one. */
  text(): void {
    const { bytes } = this;
    let { at } = this;
    this.start = at;
    while (plain[bytes[at] as number] === 1) at++;
    if (bytes[at] !== quote) this.lost = true;
    this.end = at;
    this.at = at + 1;
  }

  /** As {@link text}, with its hash. */
  hashedText(): void {
    const { bytes } = this;
    let { at } = this;
    let hash = 0x811c9dc5 | 0;
    this.start = at;
    for (;;) {
      const byte = bytes[at] as number;
      if (plain[byte] !== 1) break;
      hash = Math.imul(hash ^ byte, 0x01000193);
      at++;
    }
    if (bytes[at] !== quote) this.lost = true;
    this.hash = hash ^ (hash >>> 15);
    this.end = at;
    this.at = at + 1;
  }

  /** A whole number that is not negative. */
  number(): number {
    const { bytes } = this;
    let { at } = this;
    const first = at;
    let value = 0;
    for (;;) {
      const digit = (bytes[at] as number) - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      at++;
    }
    const digits = at - first;
    if (digits === 0 || digits > mostDigits || (digits > 1 && bytes[first] === zero)) this.lost = true;
    this.at = at;
    return value;
  }

  /** Which of these comes next, stepping over it; none of them makes it lost. */
  oneOf(choices: readonly Uint8Array[]): number {
    for (let nth = 0; nth < choices.length; nth++) if (this.skip(choices[nth] as Uint8Array)) return nth;
    this.lost = true;
    return 0;
  }
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
