import { type FileHandle, open } from 'node:fs/promises';
import type { z } from 'zod';

const flushAtCharacters = 1 << 16;

/**
 * Writes an NDJSON file, a line per object, in the key order of its schema. A line that does not fit the
 * schema is the harness's own fault and throws a ZodError.
 */
export class LineWriter<T> {
  readonly #file: FileHandle;
  readonly #schema: z.ZodType<T>;
  #buffer = '';
  #lines = 0;
  #closed = false;

  private constructor(file: FileHandle, schema: z.ZodType<T>) {
    this.#file = file;
    this.#schema = schema;
  }

  /** Begins the file anew, emptying one that is there. Throws what the file system throws. */
  static async open<T>(path: string, schema: z.ZodType<T>): Promise<LineWriter<T>> {
    return new LineWriter(await open(path, 'w'), schema);
  }

  /** Lines written so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Resolves when there is room for more: await it to keep memory bounded. */
  async write(line: T): Promise<void> {
    this.#buffer += `${JSON.stringify(this.#schema.parse(line))}\n`;
    this.#lines++;
    if (this.#buffer.length >= flushAtCharacters) await this.#flush();
  }

  /** Puts everything on disk, synced, and answers the number of lines: only then is the file complete. */
  async close(): Promise<number> {
    if (!this.#closed) {
      this.#closed = true;
      try {
        await this.#flush();
        await this.#file.datasync();
      } finally {
        await this.#file.close();
      }
    }
    return this.#lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #flush(): Promise<void> {
    const text = this.#buffer;
    this.#buffer = '';
    if (text !== '') await this.#file.appendFile(text);
  }
}
