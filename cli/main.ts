import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, CommanderError } from 'commander';
import type { CommandContext } from './context.ts';
import { program } from './program.ts';
import { reportOf } from './terminal/errors.ts';
import { exitCodes } from './terminal/exit-codes.ts';
import { Interrupts } from './terminal/interrupt.ts';
import { Terminal } from './terminal/terminal.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Run a command line (ours, unless another is given): parse, act, say what went wrong, set the exit code. */
export async function main(
  argv: readonly string[],
  commandLine: (context: CommandContext) => Command = program,
): Promise<void> {
  const terminal = new Terminal({
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    json: argv.includes('--json'),
    quiet: argv.includes('--quiet'),
  });
  // We reap by label; testcontainers' own reaper is an image that would have to be pulled.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  surviveClosedPipes();
  using interrupts = new Interrupts(
    (signal) =>
      terminal.note(`${signal}: undoing and removing what was started (once more to leave at once) …`),
    () => process.exit(exitCodes.interrupted),
  );
  let exitCode: number = exitCodes.pass;
  let ended = false;
  const context: CommandContext = {
    terminal,
    signal: interrupts.signal,
    root,
    cwd: process.cwd(),
    env: process.env,
    argv,
    runsDir: resolve(optionOf(argv, '--runs-dir') ?? process.env.ONSALE_RUNS_DIR ?? '.onsale/runs'),
    exit: (code) => {
      exitCode = code;
    },
    fail: (error) => {
      const leave = () => {
        if (!ended) terminal.error(reportOf(error));
        process.exit(exitCodes.harness);
      };
      if (ended) process.exitCode = endWith(error, context);
      else interrupts.fail(error, leave);
    },
  };
  // Node would end with 1, and leave behind what runs: a failure of ours is no verdict of «fail».
  process.on('uncaughtException', context.fail);
  // Libraries unref their sockets and timers; while a command is at work the process has something to wait for.
  const hold = setInterval(() => {}, 2 ** 30);
  try {
    await commandLine(context).parseAsync([...argv], { from: 'user' });
    interrupts.signal.throwIfAborted();
  } catch (error) {
    exitCode = endWith(error, context);
  } finally {
    clearInterval(hold);
    ended = true;
  }
  // Set, not called: output that is still on its way to a pipe must arrive.
  process.exitCode = exitCode;
}

function endWith(error: unknown, context: CommandContext): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.pass;
  if (error instanceof CommanderError && error.code === 'commander.help') {
    context.terminal.error({
      exitCode: 64,
      code: 'usage',
      message: 'a command is missing',
      hint: 'onsale --help lists them; start with: onsale run contention',
    });
    return exitCodes.usage;
  }
  // An abort surfaces as whatever was under way failing; the interrupt is the reason worth telling.
  const cause = context.signal.aborted ? context.signal.reason : error;
  const report = reportOf(cause);
  context.terminal.error(report);
  if (context.env.ONSALE_DEBUG && error instanceof Error) context.terminal.note(error.stack ?? '');
  return report.exitCode;
}

/** Read before parsing: errors of the parser itself must already know where things go. */
function optionOf(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((argument) => argument === name || argument.startsWith(`${name}=`));
  const found = argv[at];
  if (found === undefined) return undefined;
  return found.includes('=') ? found.slice(name.length + 1) : argv[at + 1];
}

/** `onsale runs | head` closes our pipe early, which is no failure. */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
