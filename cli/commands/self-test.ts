import Table from 'cli-table3';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { wholeNumber, withCommonOptions } from '../options.ts';
import type { Trial } from '../self-test/try-bug.ts';
import { exitCodes } from '../terminal/exit-codes.ts';

/** `onsale self-test`: plant known bugs in the target and demand that the checkers catch each. Exit 1 when one is missed. */
export function registerSelfTest(program: Command, context: CommandContext): void {
  withCommonOptions(
    program
      .command('self-test')
      .description('plant known bugs in the target and demand that the checkers catch each')
      .option('--users <n>', 'buyers of each trial', wholeNumber(10, 10_000), 300)
      .option('--seats <n>', 'seats of each trial', wholeNumber(1, 2_000), 30)
      .option('--seed <n>', 'what is drawn is drawn from it', wholeNumber(0, 2 ** 32 - 1), 1),
  ).action(async (options: { users: number; seats: number; seed: number }) => {
    const { selfTest } = await import('../self-test/self-test.ts');
    const trials = await selfTest(options, context);
    context.terminal.document(trials);
    context.terminal.result(tableOf(trials, context));
    const missed = trials.filter((trial) => !trial.caught);
    context.terminal.result(
      missed.length === 0
        ? `${trials.length - 1} of ${trials.length - 1} planted bugs caught; the sound target passes`
        : `missed: ${missed.map(({ variant }) => variant).join(', ')}`,
    );
    // A sound target that could not be judged proves nothing against the checkers.
    const undecided = missed.every(({ variant, found }) => variant === 'sound' && found.length === 0);
    if (missed.length > 0) context.exit(undecided ? exitCodes.unknown : exitCodes.fail);
  });
}

function tableOf(trials: readonly Trial[], { terminal }: CommandContext): string {
  const table = new Table({
    head: ['', 'variant', 'must find', 'found', 's', 'says'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [3, 26, 19, 30, 7, 60],
  });
  for (const { variant, expected, found, caught, seconds, says } of trials) {
    const mark = caught ? terminal.out.green('✔') : terminal.out.red('✘');
    table.push([mark, variant, expected, found.join(', ') || 'none', seconds.toFixed(1), says]);
  }
  return table.toString();
}
