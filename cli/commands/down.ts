import type { Command } from 'commander';
import { connectEngine } from '../../target/topology/engine.ts';
import { removeKept } from '../../target/topology/kept.ts';
import { reap } from '../../target/topology/reaper.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import { UsageError } from '../terminal/errors.ts';

/** `onsale down`: remove all that was kept, by `up` or by `--keep`, or left by the dead, and nothing of a running run. */
export function registerDown(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('down').description('remove the target that up, or --keep, left running'),
  ).action(async () => {
    const docker = await connectEngine();
    const left = (await reap(docker)).removed;
    if (left.length > 0) context.terminal.note(`removed what an ended run had left: ${left.join(', ')}`);
    const { removed, atWork } = await removeKept(docker);
    if (atWork.length > 0) {
      if (removed.length > 0) context.terminal.note(`removed ${removed.join(', ')}`);
      throw new UsageError(
        `a target is in use: ${atWork.join(', ')} is at work with it`,
        'Wait until that onsale has ended, or end it (Ctrl-C); then onsale down removes what it kept.',
      );
    }
    const all = [...left, ...removed];
    context.terminal.document({ removed: all });
    context.terminal.result(
      all.length === 0 ? 'Nothing was up.' : `Removed ${all.length} containers, networks and marks.`,
    );
  });
}
