import { writeFile } from 'node:fs/promises';
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
  /** Where everything k6 said is written when it has ended; null for nowhere. */
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
  readonly #logFile: string | null;
  #said = '';

  private constructor(container: Container, logFile: string | null) {
    this.#container = container;
    this.#logFile = logFile;
    this.exited = this.#exit();
    // Whoever awaits it meets the error; until then it is no reason to end the process.
    this.exited.catch(() => {});
  }

  /** Throws {@link GeneratorFailed} when there is no such image, network or mount. */
  static async start(command: K6Command): Promise<StartedK6> {
    const client = await getContainerRuntimeClient();
    const { MemTotal } = (await client.container.dockerode.info()) as { MemTotal: number };
    try {
      const started = await new K6Container(command, MemTotal).start();
      return new StartedK6(client.container.getById(started.getId()), command.logFile);
    } catch (cause) {
      throw new GeneratorFailed(
        `the engine refused its container (image ${command.image})`,
        'onsale doctor says whether the images and the engine are there.',
        { cause },
      );
    }
  }

  /** What it said last; known when it has ended. */
  get lastWords(): string {
    return this.#said.slice(-8_192);
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
  }

  async #exit(): Promise<K6Exit> {
    await this.#container.wait();
    const { State } = await this.#container.inspect();
    // Read when all is said: a log that is followed may never end when the container ended before it began.
    this.#said = textOf(await this.#container.logs({ stdout: true, stderr: true, follow: false }));
    if (this.#logFile !== null) await writeFile(this.#logFile, this.#said);
    return { exitCode: State.ExitCode, oomKilled: State.OOMKilled };
  }
}

/** Of a container without a terminal the engine sends frames: stream, three zeros, length (4 bytes), text. */
function textOf(log: Buffer): string {
  const texts: Buffer[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4);
    texts.push(log.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(texts).toString();
}
