import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Container } from 'dockerode';
import { GenericContainer, getContainerRuntimeClient, type WaitStrategy } from 'testcontainers';
import { GeneratorFailed } from './errors.ts';

/** How k6 is to be started. Paths are absolute; `mounts` maps the container's paths to ours. */
export interface K6Command {
  image: string;
  args: readonly string[];
  environment: Record<string, string>;
  mounts: readonly { source: string; target: string; mode: 'ro' | 'rw' }[];
  network: { kind: 'docker'; name: string } | { kind: 'host' } | { kind: 'none' };
  labels: Record<string, string>;
  /** Everything k6 says goes here; null keeps only what {@link StartedK6.lastWords} needs. */
  logFile: string | null;
}

/** How k6 came to its end. */
export interface K6Exit {
  exitCode: number;
  oomKilled: boolean;
}

/**
 * The generator is not the system under test: where both want the processor, users come first, so that the
 * instant of the release is one instant (weights, of 1,024 each by default).
 */
const cpuShares = 8_192;

class K6Container extends GenericContainer {
  constructor({ image, args, environment, mounts, network, labels }: K6Command, memoryBytes: number) {
    super(image);
    this.withEntrypoint(['/k6'])
      .withCommand([...args])
      .withLabels(labels)
      .withNetworkMode(network.kind === 'docker' ? network.name : network.kind)
      .withBindMounts([...mounts])
      .withEnvironment({
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        // A collection of garbage in the first second holds back half of the buyers for 100 ms. There is
        // none before this much memory is in use.
        GOGC: 'off',
        GOMEMLIMIT: String(Math.floor(memoryBytes / 3)),
        ...environment,
      })
      .withAutoCleanup(false)
      .withWaitStrategy(startedIsEnough);
    // Files it writes are to belong to whoever runs us.
    const user = process.getuid?.();
    if (user !== undefined) this.withUser(`${user}:${process.getgid?.() ?? user}`);
    this.hostConfig.CpuShares = cpuShares;
    this.hostConfig.LogConfig = { Type: 'json-file', Config: { 'max-size': '64m' } };
  }
}

/** We wait by ourselves: the library's waits remove a container that fails, and its log with it. */
const startedIsEnough: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => startedIsEnough,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
};

/** A k6 that runs, or ran. Disposing of it removes its container, in whatever state. */
export class StartedK6 implements AsyncDisposable {
  /** Resolves when it has ended, by itself or not. */
  readonly exited: Promise<K6Exit>;
  readonly #container: Container;
  readonly #log: Promise<void>;
  #tail = '';

  private constructor(container: Container, logs: Readable, logFile: string | null) {
    this.#container = container;
    logs.on('data', (text: Buffer) => {
      this.#tail = (this.#tail + text.toString()).slice(-tailCharacters);
    });
    // Without a file the tail alone is kept; either way the stream is read to its end.
    this.#log = finished(logFile === null ? logs.resume() : logs.pipe(createWriteStream(logFile)));
    this.#log.catch(() => {});
    this.exited = this.#exit();
    this.exited.catch(() => {});
  }

  /** Throws {@link GeneratorFailed} when there is no such image, network or mount. */
  static async start(command: K6Command): Promise<StartedK6> {
    const client = await getContainerRuntimeClient();
    const { MemTotal } = (await client.container.dockerode.info()) as { MemTotal: number };
    try {
      const started = await new K6Container(command, MemTotal).start();
      const container = client.container.getById(started.getId());
      return new StartedK6(container, await client.container.logs(container), command.logFile);
    } catch (cause) {
      throw new GeneratorFailed(
        `the engine refused its container (image ${command.image})`,
        'onsale doctor says whether the images and the engine are there.',
        { cause },
      );
    }
  }

  get id(): string {
    return this.#container.id;
  }

  /** What it said last. */
  get lastWords(): string {
    return this.#tail;
  }

  /** Ask it to end, which lets it write what it holds; whoever does not within `graceSeconds` is killed. */
  async stop(graceSeconds: number): Promise<K6Exit> {
    try {
      await this.#container.stop({ t: graceSeconds });
    } catch (error) {
      // 304: it has ended already.
      if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 304)) throw error;
    }
    return await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container.remove({ force: true, v: true });
    await this.#log.catch(() => {});
  }

  async #exit(): Promise<K6Exit> {
    await this.#container.wait();
    const { State } = await this.#container.inspect();
    await this.#log;
    return { exitCode: State.ExitCode, oomKilled: State.OOMKilled };
  }
}

const tailCharacters = 8_192;
