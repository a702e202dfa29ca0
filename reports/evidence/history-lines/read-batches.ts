import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { LineReport } from '../lines.ts';
import { isMissing, readInChunks } from '../lines-in-chunks.ts';
import type { Batch, Columns } from './batch.ts';
import { asBuffer, type FromReader, memoryOf, transfersOf } from './batch-messages.ts';
import { HistoryScanner } from './history-scanner.ts';

/** From here on a second thread is worth its start. */
const threadFromBytes = 16 << 20;

type Accept = (batch: Batch) => void;

/**
 * Read a history batch by batch; a large one in another thread, while `accept` works in this one. A batch is no
 * longer there once `accept` has returned. Throws what the file system throws, but for a missing file.
 */
export async function readHistoryBatches(
  path: string,
  accept: Accept,
  threadFrom = threadFromBytes,
): Promise<LineReport> {
  const isLarge = await isWorthAThread(path, threadFrom);
  return isLarge ? await readInThread(path, accept) : await readHere(path, accept);
}

/** Whether a history is so large that what is done with it is worth a second thread. */
export async function isWorthAThread(path: string, threadFrom = threadFromBytes): Promise<boolean> {
  return (await sizeOf(path)) >= threadFrom;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function readHere(path: string, accept: Accept): Promise<LineReport> {
  const scanner = new HistoryScanner();
  let used: Columns | null = null;
  const sha256 = await readInChunks(path, (chunk) => {
    const batch = scanner.scan(chunk, used);
    accept(batch);
    used = batch;
    return chunk.bytes;
  });
  return { ...scanner.counts, missing: sha256 === null, sha256: sha256 ?? '' };
}

async function readInThread(path: string, accept: Accept): Promise<LineReport> {
  const { promise, resolve, reject } = Promise.withResolvers<LineReport>();
  const thread = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: path });
  thread.on('error', reject);
  thread.on('exit', (code) => reject(new Error(`the thread that reads ${path} ended early, with ${code}`)));
  thread.on('message', (said: FromReader) => {
    if ('report' in said) {
      resolve(said.report);
      return;
    }
    try {
      const batch = { ...said.batch, chunk: asBuffer(said.batch.chunk) };
      accept(batch);
      const memory = memoryOf(batch);
      thread.postMessage(memory, transfersOf(memory));
    } catch (error) {
      reject(error);
    }
  });
  try {
    return await promise;
  } finally {
    await thread.terminate();
  }
}
