import type { LineReport } from '../lines.ts';
import type { Batch, Columns } from './batch.ts';

/** What the thread that reads a history says: batch after batch, then what it found, or how it broke. */
export type FromReader = { batch: Batch } | { report: LineReport };

/** Memory of a batch that has been dealt with, to read the next ones into. */
export interface ToReader {
  chunk: Buffer;
  columns: Columns;
}

/** Batches that are on their way at one time: memory is bounded by them. */
export const batchesUnderWay = 4;

export function memoryOf({ chunk, times, fields, numbers }: Batch): ToReader {
  return { chunk, columns: { times, fields, numbers } };
}

/** What is handed over rather than copied. */
export function transfersOf({ chunk, columns: { times, fields, numbers } }: ToReader): ArrayBuffer[] {
  return [chunk.buffer as ArrayBuffer, times.buffer, fields.buffer, numbers.buffer];
}

/** A buffer arrives in another thread as plain bytes. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
