import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
 * Room on disk for what does not fit in memory: a temporary folder, made when first needed and removed at the
 * end. It counts what all its users together hold in memory. File access is synchronous, because evidence
 * streams by in callbacks that cannot wait.
 */
export class SpillFolder implements Disposable {
  readonly #mostInMemory: number;
  readonly #parent: string;
  #dir: string | null = null;
  #inMemory = 0;

  /** @param mostInMemory entries (an operation or row under one key, some 150 bytes) kept before spilling */
  constructor(mostInMemory = 1_500_000, parent = tmpdir()) {
    this.#mostInMemory = mostInMemory;
    this.#parent = parent;
  }

  /** Count entries that came into memory, or (negative) left it. */
  count(entries: number): void {
    this.#inMemory += entries;
  }

  get full(): boolean {
    return this.#inMemory > this.#mostInMemory;
  }

  append(name: string, text: string): void {
    try {
      this.#dir ??= mkdtempSync(join(this.#parent, 'onsale-judge-'));
      appendFileSync(join(this.#dir, name), text);
    } catch (cause) {
      const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
      throw full ? new NoRoomToJudge(this.#parent, cause) : cause;
    }
  }

  /** What was appended under the name; empty when nothing was. */
  read(name: string): string {
    if (this.#dir === null || !existsSync(join(this.#dir, name))) return '';
    return readFileSync(join(this.#dir, name), 'utf8');
  }

  [Symbol.dispose](): void {
    if (this.#dir !== null) rmSync(this.#dir, { recursive: true, force: true });
    this.#dir = null;
  }
}
