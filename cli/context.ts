import type { Terminal } from './terminal/terminal.ts';

/** What every command is handed: nothing below `cli/main.ts` reads the environment, argv or the clock's zone. */
export interface CommandContext {
  terminal: Terminal;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
  /** The package's own folder. */
  root: string;
  /** Where the user stands; relative paths of options start here. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Arguments after `onsale`, as given. */
  argv: readonly string[];
  /** Where runs are kept. */
  runsDir: string;
  /**
   * Something failed where nobody can catch it: what is under way is aborted, with this as the reason, and the
   * process ends with 70, even if what it waits for never answers.
   */
  fail(error: Error): void;
  /** What the process ends with; a command that reached a verdict sets it. */
  exit(code: number): void;
}
