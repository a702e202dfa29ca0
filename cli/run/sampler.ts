import { createWriteStream, type WriteStream } from 'node:fs';
import { cpus } from 'node:os';
import { finished } from 'node:stream/promises';
import type { TimelineCounter, TimelineLine, TimelineResource } from '../../reports/evidence/timeline.ts';
import { type Counter, countFrom } from './counters.ts';

/** CPU seconds and memory of each of the target's nodes, since they started. */
export type NodeStats = () => Promise<{ name: string; cpuSeconds: number; memoryBytes: number | null }[]>;

interface SamplerOptions {
  /** The part file it writes. */
  file: string;
  /** ns since the run's epoch. */
  now(): number;
  /** Absent for a target whose containers are not ours. */
  nodeStats: NodeStats | null;
  /** What parts of the target count by themselves. */
  counters: readonly Counter[];
  intervalMs: number;
}

/**
 * Watches the machine while a load runs: its CPU at every interval, each node's over the whole of it. It
 * writes lines as they come, so that what is known survives whatever happens next.
 */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #out: WriteStream;
  #problem: Error | null = null;
  #timer: NodeJS.Timeout | null = null;
  #last: { time: number; busySeconds: number } | null = null;
  #grown: readonly (() => Promise<TimelineCounter[]>)[] = [];
  #nodesBefore: { at: number; stats: Awaited<ReturnType<NodeStats>> } | null = null;

  private constructor(options: SamplerOptions) {
    this.#options = options;
    this.#out = createWriteStream(options.file, { flags: 'a' });
    this.#out.on('error', (error) => {
      this.#problem ??= error;
    });
  }

  /** Begin; the first sample is taken at once. */
  static async start(options: SamplerOptions): Promise<Sampler> {
    const sampler = new Sampler(options);
    if (options.nodeStats !== null) {
      sampler.#nodesBefore = { at: options.now(), stats: await options.nodeStats() };
    }
    sampler.#grown = await Promise.all(options.counters.map((counter) => countFrom(counter, options.now)));
    sampler.#sample();
    sampler.#timer = setInterval(() => sampler.#sample(), options.intervalMs);
    sampler.#timer.unref();
    return sampler;
  }

  /** Record that a phase began. */
  phase(name: string): void {
    this.#write({
      kind: 'event',
      source: 'node',
      time: this.#options.now(),
      name: 'phase',
      detail: { phase: name },
    });
  }

  /** Take the last sample and close the file. Throws what writing it met. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#sample();
    if (this.#nodesBefore !== null && this.#options.nodeStats !== null) {
      const { at, stats } = this.#nodesBefore;
      const before = new Map(stats.map((node) => [node.name, node.cpuSeconds]));
      for (const node of await this.#options.nodeStats()) {
        this.#resource(
          node.name,
          at,
          Math.max(0, node.cpuSeconds - (before.get(node.name) ?? 0)),
          node.memoryBytes,
        );
      }
    }
    for (const line of (await Promise.all(this.#grown.map((grown) => grown()))).flat()) this.#write(line);
    this.#out.end();
    await finished(this.#out).catch((error: Error) => {
      this.#problem ??= error;
    });
    if (this.#problem !== null) throw this.#problem;
  }

  #sample(): void {
    const time = this.#options.now();
    const busySeconds = machineBusySeconds();
    if (this.#last !== null) {
      this.#resource('machine', this.#last.time, Math.max(0, busySeconds - this.#last.busySeconds), null);
    }
    this.#last = { time, busySeconds };
  }

  #resource(of: string, from: number, cpuSeconds: number, memoryBytes: number | null): void {
    const line: TimelineResource = {
      kind: 'resource',
      source: 'node',
      from,
      to: this.#options.now(),
      of,
      cpuSeconds,
      cores: cpus().length,
      memoryBytes,
    };
    this.#write(line);
  }

  #write(line: TimelineLine): void {
    this.#out.write(`${JSON.stringify(line)}\n`);
  }
}

/** CPU seconds that all cores together have been busy since boot (the kernel counts in hundredths). */
function machineBusySeconds(): number {
  let ms = 0;
  for (const { times } of cpus()) ms += times.user + times.nice + times.sys + times.irq;
  return ms / 1000;
}
