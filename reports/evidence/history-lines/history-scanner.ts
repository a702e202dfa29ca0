import { HistoryLine } from '../history.ts';
import type { LineReport } from '../lines.ts';
import type { LineChunk } from '../lines-in-chunks.ts';
import { parseLine } from '../parse-line.ts';
import { type Batch, type Columns, field, fieldsPerLine, newColumns } from './batch.ts';
import { LineEncoder } from './line-encoder.ts';
import { LineScanner } from './line-scanner.ts';
import { Names } from './names.ts';

const newline = 0x0a;
/** No sound line is shorter: this one has 71. `{"time":0,"process":"a","type":"ok","f":"view","key":[],"value":null}` */
const shortestLine = 64;

export type LineCounts = Pick<LineReport, 'lines' | 'corrupt' | 'firstProblem' | 'cut'>;

/**
 * Turns chunks of a history into batches, and counts what is in them. Every line is held to the schema: those
 * that {@link LineScanner} does not know are read as JSON.
 */
export class HistoryScanner {
  readonly counts: LineCounts = { lines: 0, corrupt: 0, firstProblem: null, cut: false };
  readonly #processes = new Names();
  readonly #keys = new Names();
  readonly #scanner = new LineScanner(this.#processes, this.#keys);
  readonly #encoder = new LineEncoder(this.#processes, this.#keys);

  /** @param used columns of a batch that nobody needs any more */
  scan(chunk: LineChunk, used: Columns | null): Batch {
    const { bytes, from, to } = chunk;
    const mostLines = Math.ceil((to - from) / shortestLine) + 1;
    const columns = used !== null && used.times.length >= mostLines ? used : newColumns(mostLines);
    const { times, fields, numbers } = columns;
    const batch = { count: 0, chunk: bytes, times, fields, numbers, extras: [] as string[] };
    const stretch = { bytes, from, to };
    while (stretch.from < to) {
      const end = this.#scanner.scan(stretch, batch, batch.count);
      if (end !== -1) this.#took(batch);
      stretch.from = (end === -1 ? this.#parse(stretch, batch, chunk.isTail) : end) + 1;
    }
    return { ...batch, processes: this.#processes.news(), keys: this.#keys.news() };
  }

  #took(batch: Pick<Batch, 'count' | 'fields'>): void {
    batch.fields[batch.count * fieldsPerLine + field.index] = this.counts.lines++;
    batch.count++;
  }

  /** Reads one line as JSON and answers where it ends. */
  #parse(
    { bytes, from, to }: { bytes: Buffer; from: number; to: number },
    batch: Omit<Batch, 'processes' | 'keys'>,
    isTail: boolean,
  ): number {
    const found = bytes.indexOf(newline, from);
    const end = found === -1 || found > to ? to : found;
    const parsed = parseLine(bytes.toString('utf8', from, end), HistoryLine);
    if ('value' in parsed) {
      this.#encoder.encode(parsed.value, batch, batch.count);
      this.#took(batch);
    } else if (isTail) this.counts.cut = true;
    else {
      this.counts.corrupt++;
      this.counts.firstProblem ??= `line ${this.counts.lines + 1}: ${parsed.problem}`;
      this.counts.lines++;
    }
    return end;
  }
}
