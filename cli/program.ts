import { Command } from 'commander';
import { registerCheck } from './commands/check.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerDown } from './commands/down.ts';
import { registerReport } from './commands/report.ts';
import { registerRun } from './commands/run.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSelfTest } from './commands/self-test.ts';
import { registerStatus } from './commands/status.ts';
import { registerUp } from './commands/up.ts';
import type { CommandContext } from './context.ts';
import { packageVersion } from './version.ts';

/** The whole command line: every command with its options. What they print or throw is the caller's affair. */
export function program(context: CommandContext): Command {
  const onsale = new Command('onsale')
    .description('Load, chaos and proof for ticketing platforms: one run, one verdict, with its evidence.')
    .version(packageVersion(context.root))
    .option('--json', 'print one JSON document on standard output')
    .option('--quiet', 'no progress')
    .showSuggestionAfterError(true)
    .addHelpText('after', helpTail);
  // Subcommands inherit these two when they are made, so they come first.
  onsale.exitOverride().configureOutput({ writeErr: () => {} });
  for (const register of [
    registerRun,
    registerCheck,
    registerReport,
    registerRuns,
    registerUp,
    registerStatus,
    registerDown,
    registerSelfTest,
    registerDoctor,
  ]) {
    register(onsale, context);
  }
  return onsale;
}

const helpTail = `
Exit codes: 0 pass · 1 fail · 2 unknown · 64 wrong usage · 70 the harness failed · 130 interrupted
Start here: onsale run contention`;
