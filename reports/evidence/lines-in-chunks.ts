import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { NotAFile } from './errors.ts';

/** A stretch of a file that begins and ends with a line. Only the file's last one may lack its newline. */
export interface LineChunk {
  bytes: Buffer;
  from: number;
  to: number;
  /** What stands from `from` to `to` is one line without its newline, the file's last. */
  isTail: boolean;
}

/** What takes stretches: it hands back the memory to read the next one into, or any other of that size. */
export type TakeChunk = (chunk: LineChunk) => Buffer | Promise<Buffer>;

export const chunkBytes = 1 << 20;
/** No line of ours, with its newline, comes near; a longer one belongs to a foreign file, and must not fill the memory. */
const longestLineBytes = 16 << 20;
const newline = 0x0a;

/**
 * Read a file in stretches of whole lines. Memory is bounded by the longest line; of one longer than 16 MiB a NUL
 * and its end are left, which nobody can take for sound. Answers the SHA-256 of the whole file, in hex, or null
 * where there is no such file. Throws what the file system throws otherwise, and NotAFile.
 */
export async function readInChunks(path: string, take: TakeChunk): Promise<string | null> {
  let file: FileHandle;
  try {
    file = await openRegular(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return null;
  }
  try {
    return await chunksOf(file, take);
  } finally {
    await file.close();
  }
}

async function chunksOf(file: FileHandle, take: TakeChunk): Promise<string> {
  const digest = createHash('sha256');
  const { size } = await file.stat();
  let bytes: Buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, size + 1));
  let held = 0;
  for (;;) {
    if (held === bytes.length && held < longestLineBytes) bytes = grown(bytes);
    else if (held === bytes.length) held = dropped(bytes);
    const { bytesRead } = await file.read(bytes, held, bytes.length - held, null);
    if (bytesRead === 0) break;
    digest.update(bytes.subarray(held, held + bytesRead));
    const until = held + bytesRead;
    const whole = bytes.lastIndexOf(newline, until - 1) + 1;
    // Before `held` there is no newline: it is what was carried over.
    if (whole <= held) {
      held = until;
      continue;
    }
    // Whoever takes the chunk may keep it, so what is carried over is saved before.
    const rest = Buffer.from(bytes.subarray(whole, until));
    bytes = await take({ bytes, from: 0, to: whole, isTail: false });
    if (bytes.length < rest.length) bytes = Buffer.allocUnsafeSlow(Math.max(chunkBytes, rest.length));
    rest.copy(bytes);
    held = rest.length;
  }
  if (held > 0) await take({ bytes, from: 0, to: held, isTail: true });
  return digest.digest('hex');
}

function grown(bytes: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(bytes.length * 2, longestLineBytes));
  bytes.copy(larger);
  return larger;
}

/** Drops what there is of a line, and answers how many bytes stand for it. No JSON begins with a NUL, whatever follows. */
function dropped(bytes: Buffer): number {
  bytes[0] = 0;
  return 1;
}

/** Whether a file system's error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** What is no regular file (a folder, a pipe that nobody writes to) holds no evidence, and must not be waited for. */
async function openRegular(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw new NotAFile(path);
  return await open(path, 'r');
}
