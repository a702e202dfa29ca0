import type { VerdictWord } from '../../reports/verdict/verdict.ts';

/** What the process's exit code means; people's CI relies on these (docs/cli.md). */
export const exitCodes = {
  pass: 0,
  fail: 1,
  unknown: 2,
  usage: 64,
  harness: 70,
  interrupted: 130,
} as const;

/** The exit code of a verdict. */
export function exitCodeOf(verdict: VerdictWord): number {
  return exitCodes[verdict];
}
