import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The shop's process ended, or said nothing, before it answered anywhere. */
export class ShopNotStarted extends Error {
  override readonly name = 'ShopNotStarted';
}

export interface ShopProcess {
  baseUrl: string;
  /** Resolves when the process has ended. */
  stop(): Promise<void>;
}

const bootMs = 10_000;
const stopMs = 5_000;
const keptErrorCharacters = 2_000;

/**
 * Start a shop as a child on a free loopback port. It hangs on an IPC channel, so that it ends when this
 * process does, `kill -9` included; and it keeps nobody from ending. Throws {@link ShopNotStarted}, or the
 * signal's reason.
 */
export async function startShopProcess(server: URL, signal: AbortSignal): Promise<ShopProcess> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [fileURLToPath(server)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptErrorCharacters);
  });
  try {
    const baseUrl = await addressOf(child, signal);
    child.unref();
    child.channel?.unref();
    if (child.stderr !== null && 'unref' in child.stderr) (child.stderr as { unref(): void }).unref();
    return { baseUrl, stop: () => stop(child) };
  } catch (cause) {
    await stop(child);
    signal.throwIfAborted();
    const why = said === '' ? `it said nothing within ${bootMs / 1000} s` : `it said: ${said}`;
    throw new ShopNotStarted(
      `expected ${server.pathname} to say where it answers, but ${why}. Start it by hand to see what it lacks`,
      { cause },
    );
  }
}

/** What the child says first. Rejects when it ends instead, or takes too long. */
async function addressOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const settled = new AbortController();
  const until = { signal: AbortSignal.any([settled.signal, signal, AbortSignal.timeout(bootMs)]) };
  try {
    const [message] = await Promise.race([
      once(child, 'message', until),
      once(child, 'exit', until).then(([code, killedBy]) => {
        throw new Error(`it ended with ${killedBy ?? code}`);
      }),
    ]);
    if (typeof message?.url !== 'string') throw new TypeError(`it said ${JSON.stringify(message)}`);
    return message.url;
  } finally {
    settled.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  const insist = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(insist);
}
