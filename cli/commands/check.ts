import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { resolveRun } from '../../reports/evidence/stored-runs.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import { judgeApart } from '../run/judge-apart.ts';
import { recoverParts } from '../run/recover.ts';
import { exitCodeOf } from '../terminal/exit-codes.ts';
import { showVerdict } from '../terminal/verdict.ts';

/** `onsale check RUN`: judge stored evidence again, with the budgets and validity profile stored with it. */
export function registerCheck(program: Command, context: CommandContext): void {
  withCommonOptions(
    program
      .command('check')
      .description('judge stored evidence again; nothing is booted')
      .argument('[run]', 'a run: its id, a unique prefix, a path, or latest', 'latest'),
  ).action(async (reference: string) => {
    const dir = await resolveRun(context.runsDir, reference);
    await recoverParts(dir);
    // A verdict of before must not outlive a judgement that could not be made.
    await rm(runFiles(dir).verdict, { force: true });
    const { verdict, written } = await judgeApart(dir, context.signal);
    showVerdict(verdict, written, context.terminal);
    context.exit(exitCodeOf(verdict.verdict));
  });
}
