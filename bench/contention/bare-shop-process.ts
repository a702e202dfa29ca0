import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { ContentionSize } from '../contention.ts';
import type { BenchContext } from '../figure.ts';

const Hello = z.object({ url: z.string() });

type ShopProcess = ReturnType<typeof spawnShop>;

/** The bare shop as a process of its own, on loopback; it ends with us, or when it is disposed of. */
export class BareShop implements AsyncDisposable {
  readonly url: string;
  readonly #process: ShopProcess;

  private constructor(url: string, process: ShopProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start({ root, signal }: Pick<BenchContext, 'root' | 'signal'>): Promise<BareShop> {
    signal.throwIfAborted();
    const child = spawnShop(root);
    const { url } = Hello.parse(await child.getOneMessage());
    return new BareShop(url, child);
  }

  /** Begin another sale; who was known is forgotten. */
  async open({ seats }: Pick<ContentionSize, 'seats'>): Promise<void> {
    const answer = await fetch(`${this.url}/sale`, { method: 'PUT', body: JSON.stringify({ seats }) });
    if (!answer.ok) throw new TypeError(`the bare shop answered ${answer.status}: ${await answer.text()}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process;
  }
}

function spawnShop(root: string) {
  const file = join(root, 'bench/contention/bare-shop.ts');
  return execa(process.execPath, [file], { ipc: true, reject: false, stdin: 'ignore' });
}
