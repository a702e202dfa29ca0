import type { z } from 'zod';
import { readInChunks } from './lines-in-chunks.ts';
import { parseLine } from './parse-line.ts';

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

const newline = 0x0a;

/**
 * Hand each sound line of an NDJSON file to `accept`, with its 0-based number. Memory is bounded by the
 * longest line, whatever the file's size. Throws only what the file system throws (but for a missing file).
 */
export async function readLines<T>(
  path: string,
  schema: z.ZodType<T>,
  accept: (value: T, index: number) => void,
  known?: (json: unknown) => T | null,
): Promise<LineReport> {
  const report: LineReport = {
    lines: 0,
    corrupt: 0,
    firstProblem: null,
    cut: false,
    missing: false,
    sha256: '',
  };
  const take = (text: string, last: boolean) => {
    const parsed = parseLine(text, schema, known);
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
  const sha256 = await readInChunks(path, ({ bytes, from, to, isTail }) => {
    for (let at = from; at < to; ) {
      const end = isTail ? to : bytes.indexOf(newline, at);
      take(bytes.toString('utf8', at, end), isTail);
      at = end + 1;
    }
    return bytes;
  });
  return sha256 === null ? { ...report, missing: true } : { ...report, sha256 };
}
