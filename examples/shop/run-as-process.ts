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
  if (process.send === undefined) {
    process.once('SIGINT', stop);
    process.stdout.write(`the shop answers on ${shop.url}\n`);
    return;
  }
  // A terminal sends Ctrl-C to children too; when a child's shop closes is for the parent to say.
  process.on('SIGINT', () => {});
  process.once('disconnect', stop);
  process.send({ url: shop.url });
}
