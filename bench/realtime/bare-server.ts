import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { BenchContext } from '../figure.ts';
import type { Change } from './pushes.ts';

const Hello = z.object({ url: z.string() });

type ServerProcess = ReturnType<typeof spawnServer>;

/** Socket.IO by itself, as a process of its own on loopback; it ends with us, or when it is disposed of. */
export class BareServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: ServerProcess;

  private constructor(url: string, process: ServerProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start({ root, signal }: Pick<BenchContext, 'root' | 'signal'>): Promise<BareServer> {
    signal.throwIfAborted();
    const child = spawnServer(root);
    const { url } = Hello.parse(await child.getOneMessage());
    return new BareServer(url, child);
  }

  readonly change: Change = async (id, status) => {
    const answer = await fetch(`${this.url}/change`, {
      method: 'POST',
      body: JSON.stringify({ id, status }),
    });
    await answer.arrayBuffer();
  };

  /** Resident, in bytes. */
  readonly memory = async (): Promise<number> => Number(await (await fetch(`${this.url}/memory`)).text());

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process;
  }
}

function spawnServer(root: string) {
  const file = join(root, 'target/api/realtime/testing/bare-server.ts');
  return execa(process.execPath, [file], { ipc: true, reject: false, stdin: 'ignore' });
}
