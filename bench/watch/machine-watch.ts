import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuTimesOf, partOf, processSecondsOf } from './proc.ts';
import { type ProcessUse, type Snapshot, type Usage, usageBetween } from './usage.ts';

const intervalMs = 200;

// A container's process starts as the engine's own, and is what it is to be within this many looks.
const looksUntilNamed = 10;

/**
 * Watches what the machine's processors do, and for whom, while something is measured: a look at /proc every
 * 200 ms, read in one go: what waits for each of hundreds of small files costs seven times as much. Where there
 * is no /proc it sees nothing, and its usages are null.
 */
export class MachineWatch implements AsyncDisposable {
  readonly #snapshots: Snapshot[] = [];
  readonly #named = new Map<number, { part: string; looks: number }>();
  readonly #end = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  private constructor() {}

  /** Begin; the first look is taken before it answers. */
  static start(): MachineWatch {
    const watch = new MachineWatch();
    watch.#look();
    watch.#loop = watch.#goOn();
    return watch;
  }

  /** What was used between two instants of the monotonic clock; null where there is no /proc. */
  between(fromNs: bigint, toNs: bigint): Usage | null {
    return usageBetween(this.#snapshots, { fromNs, toNs, cores: cpus().length });
  }

  /** What was used from an instant on, until now. */
  since(fromNs: bigint): Usage | null {
    this.#look();
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
      if (!signal.aborted) this.#look();
    }
  }

  #look(): void {
    const stat = textOf('/proc/stat');
    if (stat === null) return;
    const atNs = process.hrtime.bigint();
    const processes = new Map<number, ProcessUse>();
    for (const id of readdirSync('/proc').map(Number)) {
      const use = Number.isNaN(id) ? null : this.#useOf(id);
      if (use !== null) processes.set(id, use);
    }
    for (const id of this.#named.keys()) if (!processes.has(id)) this.#named.delete(id);
    this.#snapshots.push({ atNs, machine: cpuTimesOf(stat), processes });
  }

  /** Null for a process that ended meanwhile. */
  #useOf(id: number): ProcessUse | null {
    const stat = textOf(`/proc/${id}/stat`);
    return stat === null ? null : { part: this.#partOf(id), cpuSeconds: processSecondsOf(stat) };
  }

  #partOf(id: number): string {
    const named = this.#named.get(id) ?? { part: '', looks: 0 };
    if (named.looks < looksUntilNamed) {
      named.part = partOf(textOf(`/proc/${id}/cmdline`) ?? '');
      named.looks++;
      this.#named.set(id, named);
    }
    return named.part;
  }
}

/** Null when it is not there, or its process has ended while it was read (ESRCH). */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return null;
    }
    throw error;
  }
}
