const slots = 256;

/**
 * Makes strings of bytes of which few differ, as reasons of refusals do: one that came lately is not made anew.
 */
export class RepeatedTexts {
  readonly #recent: string[] = new Array<string>(slots).fill('');

  /** A stretch of ASCII as text. */
  text(bytes: Buffer, from: number, length: number): string {
    // Most reasons differ in length or in how they begin and end.
    const ends = (bytes[from] ?? 0) * 7 + (bytes[from + length - 1] ?? 0);
    const slot = (length * 31 + ends) % slots;
    const recent = this.#recent[slot] as string;
    if (stands(recent, bytes, from, length)) return recent;
    const text = bytes.toString('latin1', from, from + length);
    this.#recent[slot] = text;
    return text;
  }
}

function stands(text: string, bytes: Buffer, from: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let nth = 0; nth < length; nth++) if (text.charCodeAt(nth) !== bytes[from + nth]) return false;
  return true;
}
