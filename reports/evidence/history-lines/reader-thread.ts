import { parentPort, workerData } from 'node:worker_threads';
import { chunkBytes, readInChunks } from '../lines-in-chunks.ts';
import {
  asBuffer,
  batchesUnderWay,
  type FromReader,
  memoryOf,
  type ToReader,
  transfersOf,
} from './batch-messages.ts';
import { HistoryScanner } from './history-scanner.ts';

/** Entry of the thread that reads a history and hands over its batches. */
const port = parentPort;
if (port === null) throw new Error('reader-thread.ts is the entry of a worker thread');
const scanner = new HistoryScanner();
const returned: ToReader[] = [];
let wake: (() => void) | null = null;
let underWay = 0;

port.on('message', (memory: ToReader) => {
  returned.push({ ...memory, chunk: asBuffer(memory.chunk) });
  underWay--;
  wake?.();
});

/** New memory for the first batches; then that of one that has been dealt with. */
async function nextMemory(): Promise<ToReader | null> {
  while (returned.length === 0 && underWay >= batchesUnderWay) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return returned.pop() ?? null;
}

let columns: ToReader['columns'] | null = null;
const sha256 = await readInChunks(workerData as string, async (chunk) => {
  const batch = scanner.scan(chunk, columns);
  const said: FromReader = { batch };
  port.postMessage(said, [
    ...transfersOf(memoryOf(batch)),
    ...[batch.processes, batch.keys].flatMap(({ bytes, ends }) => [bytes.buffer, ends.buffer]),
  ]);
  underWay++;
  const memory = await nextMemory();
  columns = memory?.columns ?? null;
  return memory?.chunk ?? Buffer.allocUnsafeSlow(chunkBytes);
});
const report: FromReader = { report: { ...scanner.counts, missing: sha256 === null, sha256: sha256 ?? '' } };
port.postMessage(report);
port.close();
