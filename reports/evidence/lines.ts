import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { z } from 'zod';
import { NotAFile } from './errors.ts';

/** What a file of lines turned out to hold. A reader never throws for what is in a file: it says so here. */
export interface LineReport {
  /** Lines that end with a newline, sound or not, and a sound last one that does not. */
  lines: number;
  /** Lines among them that are no JSON or have another shape. They were passed over. */
  corrupt: number;
  /** The first of them, with its number (from 1, as editors count) and what is wrong with it. */
  firstProblem: string | null;
  /** The last line stops in its middle: whoever wrote it was killed, or the file was truncated. */
  cut: boolean;
  missing: boolean;
  /** SHA-256 of the whole file, in hex; empty when it is missing. */
  sha256: string;
}

const chunkBytes = 1 << 18;
/** No line of ours comes near; a longer one belongs to a foreign file, and must not fill the memory. */
const longestLineBytes = 16 << 20;
const newline = 0x0a;

/**
 * Hand each sound line of an NDJSON file to `accept`, with its 0-based number. Memory is bounded by the
 * longest line, whatever the file's size. Throws only what the file system throws (but for a missing file).
 */
export async function readLines<T>(
  path: string,
  schema: z.ZodType<T>,
  accept: (value: T, index: number) => void,
): Promise<LineReport> {
  const report: LineReport = {
    lines: 0,
    corrupt: 0,
    firstProblem: null,
    cut: false,
    missing: false,
    sha256: '',
  };
  const digest = createHash('sha256');
  const take = (text: string, last: boolean) => {
    const parsed = parseLine(text, schema);
    if ('problem' in parsed) {
      if (last) {
        report.cut = true;
        return;
      }
      report.corrupt++;
      report.firstProblem ??= `line ${report.lines + 1}: ${parsed.problem}`;
    } else {
      accept(parsed.value, report.lines);
    }
    report.lines++;
  };
  let file: FileHandle;
  try {
    file = await openRegular(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { ...report, missing: true };
  }
  try {
    const tail = await eachLine(file, digest, (line) => take(line, false));
    if (tail !== '') take(tail, true);
  } finally {
    await file.close();
  }
  return { ...report, sha256: digest.digest('hex') };
}

/** What is no regular file (a folder, a pipe that nobody writes to) holds no evidence, and must not be waited for. */
async function openRegular(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw new NotAFile(path);
  return await open(path, 'r');
}

/** Calls back for each terminated line and returns what stands after the last newline. */
async function eachLine(file: FileHandle, digest: Hash, accept: (line: string) => void): Promise<string> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
    digest.update(chunk.subarray(0, bytesRead));
    if (bytesRead === 0) return Buffer.concat(carried).toString('utf8');
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1 && at < bytesRead; at = chunk.indexOf(newline, from)) {
      const end = chunk.toString('utf8', from, at);
      // A character may be split between two chunks, so bytes are joined before they are decoded.
      accept(
        carriedBytes === 0 ? end : Buffer.concat([...carried, chunk.subarray(from, at)]).toString('utf8'),
      );
      carried = [];
      carriedBytes = 0;
      from = at + 1;
    }
    if (from < bytesRead && carriedBytes < longestLineBytes) {
      carried.push(Buffer.from(chunk.subarray(from, bytesRead)));
      carriedBytes += bytesRead - from;
    }
  }
}

function parseLine<T>(text: string, schema: z.ZodType<T>): { value: T } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return { problem: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') };
}

/** Whether a file system's error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
