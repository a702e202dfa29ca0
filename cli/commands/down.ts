import type { Command } from 'commander';
import { connectEngine } from '../../target/topology/engine.ts';
import { removeKept } from '../../target/topology/kept.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';

/** `onsale down`: remove everything that was kept, by `up` or by `--keep`, and nothing of a running run. */
export function registerDown(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('down').description('remove the target that up, or --keep, left running'),
  ).action(async () => {
    const removed = await removeKept(await connectEngine());
    context.terminal.document({ removed });
    context.terminal.result(
      removed.length === 0 ? 'Nothing was up.' : `Removed ${removed.length} containers, networks and marks.`,
    );
  });
}
