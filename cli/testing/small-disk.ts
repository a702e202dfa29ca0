import { mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const sizeMegabytes = 32;
const blockBytes = 4_096;

/** A disk of its own, small enough to be filled: a tmpfs. Disposing of it takes it away, with all it holds. */
export class SmallDisk implements AsyncDisposable {
  /** A folder on it. */
  readonly dir: string;
  readonly #at: string;

  private constructor(at: string) {
    this.#at = at;
    this.dir = join(at, 'runs');
  }

  /** Throws where this process may not mount: then nothing of what it is for can be tried. */
  static async make(): Promise<SmallDisk> {
    const at = await mkdtemp(join(tmpdir(), 'onsale-small-disk-'));
    try {
      await execa('mount', ['-t', 'tmpfs', '-o', `size=${sizeMegabytes}m`, 'tmpfs', at]);
    } catch (cause) {
      await rm(at, { recursive: true });
      throw new Error('a full disk cannot be tried: mounting a tmpfs was refused; it needs root, on Linux', {
        cause,
      });
    }
    const disk = new SmallDisk(at);
    await mkdir(disk.dir);
    return disk;
  }

  /** Leave so much room and no more, whoever holds what is taken. */
  async fill(leaveBytes = 0): Promise<void> {
    await this.free();
    const { bavail, bsize } = await statfs(this.#at);
    await using ballast = await open(this.#ballast, 'w');
    const blocks = Math.floor((bavail * bsize - leaveBytes) / blockBytes);
    const block = Buffer.alloc(blockBytes * 64);
    // Others write meanwhile, so that it may be full before all of it was written.
    for (let left = blocks * blockBytes; left > 0; left -= block.length) {
      const full = await ballast.write(block, 0, Math.min(left, block.length)).then(
        () => false,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOSPC') throw error;
          return true;
        },
      );
      if (full) return;
    }
  }

  /** Give the room back. */
  async free(): Promise<void> {
    await rm(this.#ballast, { force: true });
  }

  get #ballast(): string {
    return join(this.#at, 'ballast');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Lazily: what still has a file open there does not keep it.
    await execa('umount', ['--lazy', this.#at]);
    await rm(this.#at, { recursive: true });
  }
}
