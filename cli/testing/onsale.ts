import { join, resolve } from 'node:path';
import { execa } from 'execa';

const root = resolve(import.meta.dirname, '../..');

/** How a finished `onsale` looks from outside. */
export interface Finished {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Run the command line as a user would, as a process of its own. */
export async function onsale(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  const result = await startOnsale(args, options);
  return { exitCode: result.exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
}

/** The same, still running: for what is done to it on the way. */
export function startOnsale(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  return execa(process.execPath, [join(root, 'cli/onsale.mjs'), ...args], {
    reject: false,
    cwd: options.cwd ?? root,
    env: { NO_COLOR: '1', ...options.env },
    stdin: 'ignore',
  });
}
