import { join } from 'node:path';
import { execa } from 'execa';
import { HarnessError } from '../cli/terminal/errors.ts';
import type { BenchContext } from './figure.ts';

/** How a command of ours went. */
export interface OnsaleRun {
  exitCode: number;
  stdout: string;
  /** From its start to its end. */
  seconds: number;
  /** What it said on the way, with when: seconds from its start. */
  said: { line: string; atSeconds: number }[];
}

interface OnsaleCommand {
  args: readonly string[];
  /** Exit codes that still are a measurement. */
  accept: readonly number[];
  context: Pick<BenchContext, 'root' | 'signal'>;
}

/**
 * Run the command line as a user does, as a process of its own: what it measures is what a user gets. An
 * interrupt is passed on once, and waited for, so that it removes what it started. It ends when we are gone.
 * Throws a {@link HarnessError} for any other exit code than the accepted ones.
 */
export async function runOnsale({ args, accept, context }: OnsaleCommand): Promise<OnsaleRun> {
  const { root, signal } = context;
  signal.throwIfAborted();
  const started = performance.now();
  const child = execa(process.execPath, [join(root, 'cli/onsale.mjs'), ...args], {
    cwd: root,
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1' },
    // A terminal's Ctrl-C goes to the whole group: in a session of its own it is told once, by us.
    detached: true,
    // It takes the channel's end for an interrupt.
    ipc: true,
    cancelSignal: signal,
    forceKillAfterDelay: false,
  });
  const said: OnsaleRun['said'] = [];
  for await (const line of child.iterable({ from: 'stderr' })) {
    said.push({ line, atSeconds: (performance.now() - started) / 1000 });
  }
  const { exitCode, stdout } = await child;
  signal.throwIfAborted();
  if (exitCode === undefined || !accept.includes(exitCode)) {
    const last = said.slice(-8).map(({ line }) => line.trim());
    throw new HarnessError(
      `onsale ${args.join(' ')} ended with ${exitCode}: ${[...last, errorOf(stdout)].join(' / ')}`,
      'Run it by itself to see what it lacks.',
    );
  }
  return { exitCode, stdout, seconds: (performance.now() - started) / 1000, said };
}

/** With --json an error is the document. */
function errorOf(stdout: string): string {
  return /"message": "(.*)"/.exec(stdout)?.[1] ?? '';
}
