import type { RunRecord } from '../evidence/run.ts';

/** The command that repeats a run, ready to paste into a POSIX shell. */
export function repeatCommand({ command }: Pick<RunRecord, 'command'>): string {
  return ['onsale', ...command].map(quoted).join(' ');
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
