import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The temporary folder's disk is full. It is another one than the evidence's, which is as it was. */
export class NoRoomToJudge extends Error {
  override readonly name = 'NoRoomToJudge';
  readonly hint =
    'Free some room there, or name another folder (TMPDIR=DIR); the evidence is as it was, and onsale check judges it.';
  constructor(folder: string, cause: Error) {
    super(`judging needs room for what does not fit in memory, and the disk of ${folder} is full`, { cause });
  }
}

/**
 * Room on disk for what does not fit in memory: a temporary file, made when first needed. Its name is taken
 * away at once, so that the file ends with this process, however that ends. File access is synchronous,
 * because evidence streams by in callbacks that cannot wait.
 */
export class SpillFile implements Disposable {
  readonly #parent: string;
  #file: number | null = null;
  #length = 0;

  constructor(parent = tmpdir()) {
    this.#parent = parent;
  }

  /** Appends, and answers where it now stands. */
  append(bytes: Uint8Array): number {
    const at = this.#length;
    try {
      this.#file ??= openedNameless(this.#parent);
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#file, bytes, done, bytes.length - done, at + done);
    } catch (cause) {
      const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
      throw full ? new NoRoomToJudge(this.#parent, cause) : cause;
    }
    this.#length += bytes.length;
    return at;
  }

  /** To read from with {@link readSpilled}, in any thread of this process; null until something was appended. */
  get file(): number | null {
    return this.#file;
  }

  [Symbol.dispose](): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

/** Fills `into` with what stands there. */
export function readSpilled(file: number | null, at: number, into: Uint8Array): void {
  if (file === null) throw new RangeError('nothing was written that could be read');
  for (let done = 0; done < into.length; ) {
    const read = readSync(file, into, done, into.length - done, at + done);
    if (read === 0) throw new RangeError(`nothing stands at byte ${at + done} of what was kept on disk`);
    done += read;
  }
}

function openedNameless(parent: string): number {
  const path = join(parent, `onsale-judge-${crypto.randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}
