import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { resolveRun } from '../../reports/evidence/stored-runs.ts';
import { judge } from '../../reports/verdict/judge.ts';
import { writeVerdict } from '../../reports/verdict/verdict-file.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import { recoverParts } from '../run/recover.ts';
import { writeReports } from '../run/reports.ts';
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
    const verdict = await judge(dir);
    await writeVerdict(dir, verdict);
    const written = await writeReports(dir, verdict);
    showVerdict(verdict, written, context.terminal);
    context.exit(exitCodeOf(verdict.verdict));
  });
}
