import { join } from 'node:path';
import { execa } from 'execa';
import { HarnessError } from '../../cli/terminal/errors.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { connectEngine } from '../../target/topology/engine.ts';
import { ownLabels } from '../../target/topology/ownership.ts';
import type { BenchContext } from '../figure.ts';
import { surroundingsOf, usersNode } from './surroundings.ts';

const checkout = '/work/onsale';

/**
 * A Debian that has nothing but Node, npm and the checkout as committed: a container that may run a Docker
 * engine of its own, whose images lie on a volume of its own. What is needed to reach the registries is copied
 * from this machine. Disposing of it removes it with its volume.
 */
export class BareMachine implements AsyncDisposable {
  readonly #id: string;
  readonly #context: BenchContext;
  readonly #remove: () => Promise<void>;

  private constructor(id: string, context: BenchContext, remove: () => Promise<void>) {
    this.#id = id;
    this.#context = context;
    this.#remove = remove;
  }

  static async start(context: BenchContext): Promise<BareMachine> {
    context.signal.throwIfAborted();
    const docker = await connectEngine();
    const container = await docker.createContainer({
      Image: imageTags(context.root).base,
      Cmd: ['sleep', '3600'],
      Labels: ownLabels('bench'),
      // An engine's layers cannot lie on a container's own layer.
      Volumes: { '/var/lib/docker': {} },
      HostConfig: {
        CapAdd: ['SYS_ADMIN', 'NET_ADMIN', 'NET_RAW', 'SYS_PTRACE'],
        SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
        Binds: ['/sys/fs/cgroup:/sys/fs/cgroup:rw'],
      },
    });
    const machine = new BareMachine(container.id, context, async () => {
      await container.remove({ force: true, v: true });
    });
    try {
      await container.start();
      await machine.#furnish();
    } catch (error) {
      await machine[Symbol.asyncDispose]();
      throw error;
    }
    return machine;
  }

  /** `npm start`, from its first byte to the verdict. Throws when it ends with anything else than one. */
  async npmStart(say: (line: string) => void): Promise<{ seconds: number; lines: string[] }> {
    const { environment } = surroundingsOf(this.#context.env);
    const variables = Object.entries({ ...environment, NO_COLOR: '1' }).flatMap(([name, value]) => [
      '--env',
      `${name}=${value}`,
    ]);
    const started = performance.now();
    const child = this.#docker(['exec', '--workdir', checkout, ...variables, this.#id, 'npm', 'start']);
    const lines: string[] = [];
    for await (const line of child.iterable({ from: 'stderr' })) {
      lines.push(line);
      if (/set-up/.test(line)) say(line);
    }
    const { exitCode } = await child;
    this.#context.signal.throwIfAborted();
    // 2: a verdict too, of a run that a busy machine made unknown.
    if (exitCode !== 0 && exitCode !== 2) {
      throw new HarnessError(
        `npm start on a bare machine ended with ${exitCode}: ${lines.slice(-4).join(' / ')}`,
      );
    }
    return { seconds: (performance.now() - started) / 1000, lines };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#remove();
  }

  async #furnish(): Promise<void> {
    const { root, env } = this.#context;
    const tools = usersNode(env);
    if (tools === null) {
      throw new HarnessError(
        'there is no Node or no npm on the PATH',
        'Put those there that users start with.',
      );
    }
    const { paths } = surroundingsOf(env);
    const places: [string, string][] = [
      [tools.node, '/usr/local/bin/node'],
      [tools.npm, '/usr/local/lib/node_modules/npm'],
      ...paths.map((path): [string, string] => [path, path]),
    ];
    await this.#inside(['mkdir', '-p', checkout, '/usr/local/lib/node_modules']);
    for (const [from, to] of places) {
      await this.#inside(['mkdir', '-p', join(to, '..')]);
      // A folder is copied into one that is there already, not beside it.
      await this.#inside(['rm', '-rf', to]);
      await this.#docker(['cp', '--follow-link', from, `${this.#id}:${to}`]);
    }
    await this.#inside(['ln', '-sf', '/usr/local/lib/node_modules/npm/bin/npm-cli.js', '/usr/local/bin/npm']);
    const archive = execa('git', ['archive', '--format=tar', 'HEAD'], { cwd: root, encoding: 'buffer' });
    await archive.pipe('docker', ['cp', '-', `${this.#id}:${checkout}`]);
  }

  async #inside(command: readonly string[]): Promise<void> {
    await this.#docker(['exec', this.#id, ...command]);
  }

  #docker(args: readonly string[]) {
    // In a session of its own, so that a terminal's Ctrl-C does not end it before its container goes.
    return execa('docker', args, {
      detached: true,
      stdin: 'ignore',
      reject: args[0] !== 'exec' || !args.includes('start'),
      cancelSignal: this.#context.signal,
    });
  }
}
