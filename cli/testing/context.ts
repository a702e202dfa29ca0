import { resolve } from 'node:path';
import type { CommandContext } from '../context.ts';
import { Terminal } from '../terminal/terminal.ts';

/** What a command is handed, for tests that need a part of one: nothing of it is printed. */
export function quietContext(runsDir: string): CommandContext {
  const { stdout, stderr } = process;
  const root = resolve(import.meta.dirname, '../..');
  return {
    terminal: new Terminal({ stdout, stderr, env: {}, json: false, quiet: true }),
    signal: new AbortController().signal,
    root,
    cwd: root,
    env: {},
    argv: [],
    runsDir,
    exit: () => {},
    fail: (error) => {
      throw error;
    },
  };
}
