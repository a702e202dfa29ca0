import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { execa } from 'execa';
import { waitUntil } from '../../target/topology/waiting.ts';
import { startOnsale } from './onsale.ts';

const startTimeoutMs = 30_000;

const containerdConfig = 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n';

/**
 * A Docker engine of a test's own, to be ended in the middle of something. As where it is a system's service, its
 * containers are containerd's, and outlive it. It stands in a network and a mount
 * namespace of its own, so that it touches neither the machine's engine nor its firewall; `onsale` is
 * started in the same network. Disposing of it ends all that it runs and removes all that it holds.
 */
export class OwnEngine implements AsyncDisposable {
  /** As DOCKER_HOST wants it. */
  readonly host: string;
  readonly docker: Docker;
  readonly #dir: string;
  /** Keeps the namespaces while the engine is away. */
  readonly #holder: ChildProcess;
  #containerd: ChildProcess | null = null;
  #engine: ChildProcess | null = null;

  private constructor(dir: string, holder: ChildProcess) {
    this.#dir = dir;
    this.#holder = holder;
    const socketPath = join(dir, 'docker.sock');
    this.host = `unix://${socketPath}`;
    this.docker = new Docker({ socketPath });
  }

  /** Start one that has these images of the machine's engine. Throws, with the reason, where that cannot be. */
  static async start(images: readonly string[]): Promise<OwnEngine> {
    const dir = await mkdtemp(join(tmpdir(), 'onsale-engine-'));
    const alone = ['--net', '--mount', '--propagation', 'private'];
    // Shims put their sockets there.
    const hold =
      'set -e; mkdir -p /run/containerd; mount -t tmpfs tmpfs /run/containerd; ip link set lo up; echo ready; exec sleep infinity';
    const holder = spawn('unshare', [...alone, 'sh', '-c', hold], { stdio: ['ignore', 'pipe', 'pipe'] });
    const engine = new OwnEngine(dir, holder);
    try {
      await expectReady(holder);
      await engine.#startContainerd();
      await engine.restart();
      await engine.#load(images);
      return engine;
    } catch (error) {
      await engine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Start it, again or for the first time, and wait until it answers. */
  async restart(): Promise<void> {
    const places = ['--data-root', this.#at('data'), '--exec-root', this.#at('exec')];
    const its = ['--pidfile', this.#at('pid'), '--containerd', this.#at('containerd.sock')];
    this.#engine = await this.#spawn('dockerd', [...places, ...its, '--host', this.host]);
    try {
      await waitUntil(() => this.docker.ping(), {
        timeoutMs: startTimeoutMs,
        signal: new AbortController().signal,
      });
    } catch (cause) {
      const said = await readFile(this.#at('log'), 'utf8');
      throw new Error(`a second Docker engine does not start; it said:\n${said.slice(-2_000)}`, { cause });
    }
  }

  /** End it at once, as a crash would; what it runs goes on for a while without it. */
  async kill(): Promise<void> {
    await end(this.#engine, 'SIGKILL');
  }

  /** `onsale` where it reaches this engine, and the ports that this engine publishes. */
  readonly startOnsale: typeof startOnsale = (args, options = {}) => {
    return startOnsale(args, {
      ...options,
      env: { ...options.env, DOCKER_HOST: this.host },
      before: ['nsenter', '--target', String(this.#holder.pid), '--net'],
    });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    // A crash may have left containers behind, which an engine that comes and goes in order ends.
    if (this.#engine !== null && hasEnded(this.#engine)) await this.restart();
    await end(this.#engine, 'SIGTERM');
    await end(this.#containerd, 'SIGTERM');
    this.#holder.kill('SIGKILL');
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #startContainerd(): Promise<void> {
    await writeFile(this.#at('containerd.toml'), containerdConfig);
    const places = ['--root', this.#at('containerd'), '--state', this.#at('containerd-state')];
    const its = ['--config', this.#at('containerd.toml'), '--address', this.#at('containerd.sock')];
    this.#containerd = await this.#spawn('containerd', [...its, ...places]);
  }

  async #spawn(program: string, args: readonly string[]): Promise<ChildProcess> {
    const log = await open(this.#at('log'), 'a');
    const inside = ['--target', String(this.#holder.pid), '--net', '--mount', program];
    const started = spawn('nsenter', [...inside, ...args, '--log-level', 'warn'], {
      stdio: ['ignore', log.fd, log.fd],
    });
    await log.close();
    return started;
  }

  #at(name: string): string {
    return join(this.#dir, name);
  }

  async #load(images: readonly string[]): Promise<void> {
    const saved = execa('docker', ['save', ...images], { buffer: false, stdout: 'pipe' });
    await saved.pipe('docker', ['--host', this.host, 'load']);
  }
}

async function end(started: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (started === null || hasEnded(started)) return;
  const ended = once(started, 'exit');
  started.kill(signal);
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function expectReady(holder: ChildProcess): Promise<void> {
  let said = '';
  holder.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const ready =
    holder.stdout === null ? Promise.reject(new TypeError('no output')) : once(holder.stdout, 'data');
  const ended = once(holder, 'exit').then(([code]) => {
    throw new Error(
      `a second Docker engine cannot be tried: unshare ended with ${code} (${said.trim()}); it needs root, on Linux`,
    );
  });
  await Promise.race([ready, ended]);
  // It ends when it is told to.
  ended.catch(() => {});
}
