import { parseArgs } from 'node:util';
import type { RunningShop } from './server.ts';

/**
 * Run a shop as the process it is in: `--port N`, or a free one. Started with an IPC channel, it says there
 * where it answers, and ends when the channel does, that is when its parent is gone, however it went.
 */
export async function runAsProcess(
  start: (options: { port: number }) => Promise<RunningShop>,
): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const shop = await start({ port: Number(values.port) });
  const stop = () => void shop.stop();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (process.send === undefined) {
    process.stdout.write(`the shop answers on ${shop.url}\n`);
    return;
  }
  process.once('disconnect', stop);
  process.send({ url: shop.url });
}
