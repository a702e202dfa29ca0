import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An instance in a process of its own, as a crash needs it. */
export interface Instance extends AsyncDisposable {
  url: string;
  /** The exit code, when it has ended by itself. */
  ended: Promise<number | null>;
}

const server = fileURLToPath(new URL('../server.ts', import.meta.url));

/** Starts the server of planted faults on a free port; resolves when it listens. */
export async function startInstance(environment: Record<string, string>): Promise<Instance> {
  const child = spawn(process.execPath, [server], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const url = await listening(createInterface({ input: child.stdout }));
  if (url === null) {
    throw new Error(`expected an instance that listens, it ended with ${await ended}: ${said.join(' ')}`);
  }
  return {
    url,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The address that the log names; null when the log ends before. The rest of it is read and dropped. */
function listening(lines: NodeJS.EventEmitter): Promise<string | null> {
  return new Promise((resolve) => {
    lines.on('line', (line: string) => {
      const [, port] = /Server listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    lines.on('close', () => resolve(null));
  });
}
