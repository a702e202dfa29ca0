import { type FileHandle, open } from 'node:fs/promises';

const chunkBytes = 1 << 18;

/** Reads the lines that are added to a growing file, each once it is whole. */
export class Tail implements AsyncDisposable {
  readonly #path: string;
  #file: FileHandle | null = null;
  #rest = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines added since the last call; none while there is no such file. */
  async read(): Promise<string[]> {
    try {
      this.#file ??= await open(this.#path, 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
    const lines: string[] = [];
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await this.#file.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) return lines;
      const text = Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(0x0a) + 1;
      if (end > 0) lines.push(...text.toString('utf8', 0, end - 1).split('\n'));
      this.#rest = Buffer.from(text.subarray(end));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }
}
