const endOfHead = Buffer.from('\r\n\r\n');
const text = 1;

/** A client's text frame of up to 65,535 bytes (RFC 6455, section 5.2); the mask is zero, which changes nothing. */
export function frameOf(message: string): Buffer {
  const body = Buffer.from(message);
  const mask = Buffer.alloc(4);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, 0x80 | body.length]), mask, body]);
  const head = Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, mask, body]);
}

/** Reads a server's text frames, unmasked and whole, behind the head of its answer to the upgrade. */
export class FrameReader {
  readonly #heard: (message: string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #upgraded = false;

  constructor(heard: (message: string) => void) {
    this.#heard = heard;
  }

  /** Throws when the upgrade was refused. */
  read(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (!this.#upgraded && !this.#readHead()) return;
    for (let frame = this.#next(); frame !== null; frame = this.#next()) {
      if (frame.kind === text) this.#heard(frame.body.toString());
    }
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf(endOfHead);
    if (end === -1) return false;
    const head = this.#rest.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 101')) throw new Error(`the upgrade was refused: ${head.slice(0, 80)}`);
    this.#rest = this.#rest.subarray(end + endOfHead.length);
    this.#upgraded = true;
    return true;
  }

  #next(): { kind: number; body: Buffer } | null {
    const rest = this.#rest;
    if (rest.length < 2) return null;
    const [kind = 0, short = 0] = rest;
    const from = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (rest.length < from) return null;
    const length =
      short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    if (rest.length < from + length) return null;
    this.#rest = rest.subarray(from + length);
    return { kind: kind & 0x0f, body: rest.subarray(from, from + length) };
  }
}
