import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

export interface Written {
  lines: number;
  /** Of the whole file, in hex. */
  sha256: string;
}

/** A file of lines that are written as they are, with the digest of it all. */
export class DigestedFile {
  readonly #file: FileHandle;
  readonly #digest = createHash('sha256');
  #lines = 0;
  #closed: Written | null = null;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<DigestedFile> {
    return new DigestedFile(await open(path, 'w'));
  }

  /** @param lines each with its newline */
  async write(lines: readonly string[]): Promise<void> {
    const text = Buffer.from(lines.join(''));
    this.#digest.update(text);
    this.#lines += lines.length;
    await this.#file.appendFile(text);
  }

  async close(): Promise<Written> {
    if (this.#closed === null) {
      this.#closed = { lines: this.#lines, sha256: this.#digest.digest('hex') };
      await this.#file.close();
    }
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
