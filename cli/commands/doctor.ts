import type { Command } from 'commander';
import { setupChecks } from '../../setup/doctor.mjs';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import { exitCodes } from '../terminal/exit-codes.ts';

/** `onsale doctor`: what this machine has, lacks, and what to do about it. Exit 70 when something lacks. */
export function registerDoctor(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('doctor').description('what this machine has, lacks, and what to do about it'),
  ).action(async () => {
    const checks = await setupChecks(context.root);
    const { terminal } = context;
    terminal.document(checks);
    for (const check of checks) {
      const mark = check.ok ? terminal.out.green('✔') : terminal.out.red('✘');
      terminal.result(`${mark} ${check.name.padEnd(16)} ${check.found}`);
      if (!check.ok) {
        terminal.result(`  ${terminal.out.dim('needs')} ${check.need}`);
        if (check.mend !== null) terminal.result(`  ${terminal.out.dim('→')} ${check.mend}`);
      }
    }
    if (checks.some((check) => !check.ok)) context.exit(exitCodes.harness);
  });
}
