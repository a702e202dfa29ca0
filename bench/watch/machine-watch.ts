import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuTimesOf, partOf, processSecondsOf } from './proc.ts';
import { type ProcessUse, type Snapshot, type Usage, usageBetween } from './usage.ts';

const intervalMs = 200;

/**
 * Watches what the machine's processors do, and for whom, while something is measured: a look at /proc every
 * 200 ms. Where there is no /proc it sees nothing, and its usages are null.
 */
export class MachineWatch implements AsyncDisposable {
  readonly #snapshots: Snapshot[] = [];
  readonly #parts = new Map<number, string>();
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  private constructor() {}

  /** Begin; the first look is taken before it answers. */
  static async start(): Promise<MachineWatch> {
    const watch = new MachineWatch();
    await watch.#look();
    watch.#loop = watch.#goOn();
    return watch;
  }

  /** What was used between two instants of the monotonic clock; null where there is no /proc. */
  between(fromNs: bigint, toNs: bigint): Usage | null {
    return usageBetween(this.#snapshots, { fromNs, toNs, cores: cpus().length });
  }

  /** What was used from an instant on, until now. */
  async since(fromNs: bigint): Promise<Usage | null> {
    await this.#look();
    return this.between(fromNs, process.hrtime.bigint());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#loop;
  }

  async #goOn(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      // The end cuts the pause short, and is seen right after.
      await pause(intervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    const stat = await textOf('/proc/stat');
    if (stat === null) return;
    const atNs = process.hrtime.bigint();
    const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const uses = await Promise.all(ids.map(async (id) => [id, await this.#useOf(id)] as const));
    const processes = new Map(uses.flatMap(([id, use]) => (use === null ? [] : [[id, use] as const])));
    this.#snapshots.push({ atNs, machine: cpuTimesOf(stat), processes });
  }

  /** Null for a process that ended meanwhile. */
  async #useOf(id: number): Promise<ProcessUse | null> {
    const stat = await textOf(`/proc/${id}/stat`);
    if (stat === null) return null;
    const part = this.#parts.get(id) ?? partOf((await textOf(`/proc/${id}/cmdline`)) ?? '');
    // What is none of ours yet may become so: a container's process starts as the engine's own.
    if (part !== 'others' && part !== 'Docker') this.#parts.set(id, part);
    return { part, cpuSeconds: processSecondsOf(stat) };
  }
}

/** Null when it is not there, or its process has ended while it was read (ESRCH). */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return null;
    }
    throw error;
  }
}
