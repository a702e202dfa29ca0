import { join, resolve } from 'node:path';
import { execa } from 'execa';

const root = resolve(import.meta.dirname, '../..');

/** How a finished `onsale` looks from outside. */
export interface Finished {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

interface Start {
  cwd?: string;
  env?: Record<string, string>;
  /** A command that is given this one to start, such as `nsenter`. */
  before?: readonly string[];
}

/** Run the command line as a user would, as a process of its own. */
export async function onsale(
  args: readonly string[],
  options: Start = {},
  start: typeof startOnsale = startOnsale,
): Promise<Finished> {
  const result = await start(args, options);
  return { exitCode: result.exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
}

/** The same, still running: for what is done to it on the way. */
export function startOnsale(args: readonly string[], options: Start = {}) {
  const command = [...(options.before ?? []), process.execPath, join(root, 'cli/onsale.mjs'), ...args];
  const [program = '', ...rest] = command;
  return execa(program, rest, {
    reject: false,
    cwd: options.cwd ?? root,
    env: { NO_COLOR: '1', ...options.env },
    stdin: 'ignore',
  });
}
